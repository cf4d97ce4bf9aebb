"""What the coming day asks beside the form, and whom it has invited."""

PURPOSE = "Svaren används för att dela in borden och beställa bussar."
TABLES = ("Gemensamma nämnder", "Näringsliv över kommungräns", "Skola och gymnasium", "Räddningstjänst och beredskap")
TABLE = "Vilket bord vill du sitta vid?"
TABLE_HELP = "Borden har åtta platser. Är det fullt får du ditt andra val på plats."
BUS = "Åker du med bussen från Centralstationen?"
BUS_TIME = "Vilken avgång?"
BUS_TIMES = ("08.40", "09.10")
TOPIC = "En fråga du vill att ditt bord tar upp"
TOPIC_HELP = "En mening. Skriv inget om enskilda personer."

LIST = "Kommunstyrelsernas ordförande i Bergslagen"
LEAD = (
    "Du har lett samverkan mellan kommuner, och det är dina erfarenheter vi saknar i samtalet.\n\n"
    "Vi bjuder därför in dig personligen och hoppas att du vill komma."
)
INVITED = (
    ["Namn", "Kommun", "E-post", "Uppdrag"],
    ["Ulrika Sandgren", "Degerfors kommun", "ulrika.sandgren@degerfors.example", "kommunstyrelsens ordförande"],
    ["Torbjörn Lidén", "Karlskoga kommun", "torbjorn.liden@karlskoga.example", "kommunstyrelsens ordförande"],
    ["Hanna Wiklund", "Nora kommun", "hanna.wiklund@nora.example", "kommunstyrelsens ordförande"],
    ["Bengt Åkerman", "Lindesbergs kommun", "bengt.akerman@lindesberg.example", "kommunstyrelsens ordförande"],
    ["Zahra Amini", "Hällefors kommun", "zahra.amini@hallefors.example", "kommunstyrelsens ordförande"],
    ["Lars-Olof Berg", "Ljusnarsbergs kommun", "lars-olof.berg@ljusnarsberg.example", "kommunstyrelsens ordförande"],
    ["Pia Holmkvist", "Filipstads kommun", "pia.holmkvist@filipstad.example", "kommunstyrelsens ordförande"],
    ["Göran Stål", "Storfors kommun", "goran.stal@storfors.example", "kommunstyrelsens ordförande"],
)
DECLINES = "torbjorn.liden@karlskoga.example"
WANTS_NONE = "goran.stal@storfors.example"
HANDS_ON = "bengt.akerman@lindesberg.example"
INSTEAD = ("Emma Forslund", "emma.forslund@lindesberg.example")
