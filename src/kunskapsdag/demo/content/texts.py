"""The pages of text. They say what this system does, and what it doesn't do yet."""

from kunskapsdag.demo.plans import Text

HOME_TITLE = "Kunskapsdagar för kommuner och regioner"
HOME_LEAD = "Möt andra som har samma uppgift som du. En dag, en fråga, och nya kontakter att ta med hem."
HOME_BODY = """
<p>En kunskapsdag är en arbetsdag där förtroendevalda och tjänstepersoner lär av varandra. Kommuner, funktionella regioner och
regioner möts kring en fråga som ingen av dem löser ensam.</p>
<p>Dagen är kort på föredrag och lång på samtal. Det som sägs och visas samlas efteråt på dagens egen sida.</p>
"""
CALENDAR_INTRO = "Här är alla dagar: de som kommer och de som har varit."
NEWS_INTRO = "Nyheter om kommuner, regioner och det som händer mellan dem."
ABOUT_SITE = "Vi ordnar kunskapsdagar där kommuner och regioner lär av varandra."

ABOUT = Text(
    slug="om-oss",
    title="Om oss",
    lead="Kansliet för kunskapsdagar är en påhittad arrangör. Den finns för att visa hur systemet kunskapsdag fungerar.",
    in_menu=True,
    body="""
<p>Vi är tre personer som ordnar dagar där kommuner och regioner lär av varandra. Vi väljer en fråga, bjuder in dem som arbetar
med den, och ser till att det som kommer fram går att använda efteråt.</p>
<h2>Det här är på riktigt</h2>
<ul><li>Kunskapsdagen den 25 april 2017 hölls av Arena för Tillväxt. Tid, plats, pris och medverkande är hämtade ur
inbjudan.</li>
<li>Nyheterna är skrivna efter sådant som Arena för Tillväxt berättade våren 2018.</li>
<li>Kommuner, regioner och län kommer ur det offentliga registret.</li></ul>
<h2>Det här är påhittat</h2>
<ul><li>Kansliet, de kommande dagarna, deras lokaler och deras medverkande.</li>
<li>Alla som är anmälda. Deras e-postadresser slutar på .example och går inte att skriva till.</li></ul>
<h2>Kontakt</h2>
<p>anmalan@kunskapsdagar.example, 08-465 004 12. Numret är ett av dem som är reserverade för film och böcker.</p>
""",
)

ACCESSIBILITY = Text(
    slug="tillganglighet",
    title="Tillgänglighets\u00adredogörelse",  # too long for a phone: here it may be divided
    lead="Kansliet för kunskapsdagar står bakom webbplatsen. Vi vill att alla ska kunna använda den. "
    "Här står vad som inte är tillgängligt, och hur du säger till när något inte fungerar.",
    body="""
<p>Redogörelsen gäller webbplatsen Kunskapsdagar, med inbjudningar, anmälan och sidan Min anmälan.</p>
<h2>Hur tillgänglig är webbplatsen?</h2>
<p>Webbplatsen är delvis förenlig med lagen om tillgänglighet till digital offentlig service (DOS-lagen). Det som brister står
under Innehåll som inte är tillgängligt.</p>
<h2>Om du inte kan använda delar av webbplatsen</h2>
<p>Skriv till anmalan@kunskapsdagar.example eller ring 08-465 004 12, så hjälper vi dig. Du kan till exempel få
programmet uppläst
eller som stor text, och du kan anmäla dig per telefon. Vi svarar inom två arbetsdagar.</p>
<h2>Rapportera brister</h2>
<p>Märker du något som inte är tillgängligt och som inte står här? Skriv till anmalan@kunskapsdagar.example. Vi vill veta
det.</p>
<h2>Tillsyn</h2>
<p>Myndigheten för digital förvaltning, Digg, har tillsyn över att lagen följs. Om du inte är nöjd med hur vi hanterar
det du har
påpekat kan du <a href="https://www.digg.se/tdosanmalan">anmäla det till Digg</a>.</p>
<h2>Innehåll som inte är tillgängligt</h2>
<h3>Brister mot lagkraven</h3>
<ul><li>Dokument som arrangören lägger upp, till exempel bilder från föredrag, kan sakna taggar och textalternativ.
(WCAG 1.1.1, 1.3.1)</li>
<li>Filmer ligger hos andra. Vi vet inte om alla har undertexter och syntolkning. (WCAG 1.2.2, 1.2.5)</li></ul>
<h3>Innehåll som lagen inte omfattar</h3>
<ul><li>Länken till en karta leder till OpenStreetMap. Adressen och vägen dit står också i text.</li></ul>
<h2>Hur vi har testat</h2>
<p>Vi har själva gått igenom sidorna. Varje offentlig sida prövas också med verktyget axe varje gång systemet ändras, och
anmälan
prövas med bara tangentbord, utan skript och på en skärm som är 390 punkter bred. Personer med
funktionsnedsättning har inte testat webbplatsen. Inte heller har någon utanför kansliet granskat den.</p>
<p>Webbplatsen är en demo. En arrangör som använder systemet skriver sin egen redogörelse, med sina egna brister och datum.</p>
""",
)

PRIVACY = Text(
    slug="personuppgifter",
    title="Så behandlar vi personuppgifter",
    lead="Vi frågar bara efter det som behövs för att du ska kunna delta. Här står varför, med vilket stöd och hur länge.",
    body="""
<p>Kansliet för kunskapsdagar är personuppgiftsansvarigt. Det här är en demo: skriv inga riktiga uppgifter i den.</p>
<h2>Namn, e-postadress, organisation och roll</h2>
<p><b>Varför:</b> för att hålla en plats åt dig, skicka bekräftelse och veta vilka kommuner och regioner vi når.
<b>Stöd:</b> uppgift av allmänt intresse eller avtal, artikel 6.1 e och b i dataskyddsförordningen.
<b>Sista dag:</b> arrangören bestämmer den. I demon gallras de inte av sig själva.</p>
<h2>Specialkost och tillgänglighet</h2>
<p><b>Varför:</b> för att du ska kunna äta och delta. Uppgifterna ligger för sig, krypterade, och syns aldrig i listor
eller mejl. <b>Stöd:</b> ditt samtycke, artikel 6.1 a och 9.2 a. Du lämnar dem bara om du vill.
<b>Sista dag:</b> en vecka efter dagen, eller genast när du avbokar. Det sker av sig självt.</p>
<h2>Deltagarlistan</h2>
<p><b>Varför:</b> för att deltagare ska hitta varandra. <b>Stöd:</b> ditt samtycke, artikel 6.1 a. Du står inte på listan om
du inte själv har kryssat för det, och du kan ändra dig på sidan Min anmälan.</p>
<h2>Fakturareferens</h2>
<p><b>Varför:</b> för att fakturan ska komma rätt. <b>Stöd:</b> avtal och bokföringslagen, artikel 6.1 b och c.
<b>Sista dag:</b> fakturan sparas till och med det sjunde året efter det år då räkenskapsåret slutade.</p>
<h2>Mejl till dig</h2>
<p><b>Varför:</b> för att kunna svara på vad du har fått och skicka det igen. De sparas så länge anmälan sparas.</p>
<h2>Det vi inte frågar efter</h2>
<p>Vi frågar aldrig efter parti eller personnummer. Webbplatsen använder inga kakor för statistik, och skickar ingenting
till någon
annan.</p>
<h2>Dina rättigheter</h2>
<p>Du kan se, rätta och ta bort dina uppgifter, och ta tillbaka ett samtycke. Det mesta gör du själv med länken i ditt
mejl. Annars
skriver du till anmalan@kunskapsdagar.example. Är du inte nöjd kan du klaga hos
<a href="https://www.imy.se/">Integritetsskyddsmyndigheten</a>.</p>
""",
)

TEXTS = (ABOUT, ACCESSIBILITY, PRIVACY)
