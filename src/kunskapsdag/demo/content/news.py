"""The seven news items: facts from the spring of 2018, in our own words."""

import datetime as dt

from kunskapsdag.demo.plans import News, Picture

NEWS = (
    News(
        slug="digitalisering-ar-en-kompetensresa",
        title="Digitalisering är en kompetensresa för kommuner och regioner",
        published_on=dt.date(2018, 5, 30),
        teaser="Ny teknik ändrar hur arbetet delas mellan offentligt och privat, och hur välfärden byggs. Det "
        "kräver att vi lär nytt.",
        theme="Digitalisering",
        picture=Picture(
            "network", "Lysande punkter, en för varje kommun, med tunna linjer mellan dem som ligger nära varandra."
        ),
        body="""
<p>Digitalisering är mer än nya system. Den påverkar hur uppgifter delas mellan offentliga och privata aktörer, hur företag
tjänar sina pengar och hur välfärdens tjänster utvecklas.</p>
<p>Det når längre än så. Tillväxt och hållbarhet berörs, liksom jämlikhet och demokrati. Det som är möjligt i dag var det inte
för några år sedan, och om några år är ännu mer möjligt.</p>
<p>Därför är det en resa i kompetens: både den som styr och den som utför behöver veta vad tekniken kan användas till, och när
den inte ska användas.</p>""",
    ),
    News(
        slug="vaxa-eller-krympa",
        title="160 deltagare på Växa eller krympa i Luleå",
        published_on=dt.date(2018, 5, 22),
        teaser="Norrbottens Kommuner och Arena för Tillväxt höll konferensen Växa eller krympa den 16–17 maj.",
        theme="Tillväxt i hela landet",
        picture=Picture("norrbotten", "Norrbottens kommuner i gröna toner mot havet. Luleå lyser i gult."),
        body="""
<p>Den 16–17 maj samlades 160 deltagare i Luleå på konferensen Växa eller krympa. Norrbottens Kommuner ordnade den tillsammans
med Arena för Tillväxt.</p>
<p>Ett av ämnena var välfärdens utmaningar och möjligheter. Där talade Vesna Jovic, vd för SKL, bland annat om vad
digitaliseringen kan ge.</p>""",
    ),
    News(
        slug="film-stad-och-land",
        title="Se seminariet Stad och land – konkurrens eller samspel?",
        published_on=dt.date(2018, 5, 9),
        teaser="Arena för Tillväxts förvalsseminarium den 3 maj är filmat. Frågan var om stad och land tävlar eller "
        "behöver varandra.",
        theme="Tillväxt i hela landet",
        picture=Picture(
            "city_and_land",
            "Punkter som är stora och täta till vänster och allt mindre och ljusare åt höger. En av dem lyser i gult.",
        ),
        body="""
<p>Den 3 maj höll Arena för Tillväxt förvalsseminariet Stad och land – konkurrens eller samspel? Det filmades och gick sedan att
se i efterhand.</p>
<p>Att fler bor i städer behöver inte bero på att människor flyttar dit från landsbygden. Det var en av utgångspunkterna för
samtalet.</p>""",
    ),
    News(
        slug="film-oheliga-allianser",
        title="Se seminariet Oheliga allianser",
        published_on=dt.date(2018, 4, 27),
        teaser="Hur går det när partier styr ihop över blockgränsen? Förvalsseminariet den 18 april är filmat.",
        theme="Demokrati och styrning",
        picture=Picture("alliances", "Genomskinliga cirklar i olika färger som delvis täcker varandra och bildar nya färger."),
        body="""
<p>Den 18 april höll Arena för Tillväxt förvalsseminariet Oheliga allianser. Det handlade om hur samarbeten över blockgränsen
fungerar, vad som gick att lära av dem och vad som kan vänta efter valet.</p>
<p>Johan Wänström presenterade resultat från SKL. Seminariet filmades och gick sedan att se i efterhand.</p>""",
    ),
    News(
        slug="anna-kelly-ny-chef",
        title="Anna Kelly blir chef för Arena för Tillväxt",
        published_on=dt.date(2018, 4, 20),
        teaser="Hon börjar den 1 juli. Dessförinnan planeras Sveriges Nya Geografi den 3 juli och priset Årets "
        "Tillväxtkommun den 22 augusti.",
        theme="Tillväxt i hela landet",
        picture=Picture("horizon", "En gul sol går upp över kullar i många gröna skikt."),
        body="""
<p>Anna Kelly blir verksamhetschef för Arena för Tillväxt den 1 juli. Hon är med i planeringen redan före dess.</p>
<p>Två saker står först i kalendern:</p>
<ul><li>Den 3 juli, under Almedalsveckan, släpps Sveriges Nya Geografi.</li>
<li>Den 22 augusti, på Kommek, får vinnaren av Årets Tillväxtkommun sitt pris.</li></ul>""",
    ),
    News(
        slug="lekeberg-hit-vill-manga-flytta",
        title="Till Lekeberg flyttar fler än därifrån",
        published_on=dt.date(2018, 4, 11),
        teaser="Lekeberg hade ett positivt inrikes flyttnetto 2017, ett år när Sverige växte med 125 000 personer.",
        theme="Tillväxt i hela landet",
        picture=Picture("lekeberg", "Lekebergs kommun i gult, med bågar in från kommunerna runt omkring."),
        body="""
<p>Lekebergs kommun hade ett positivt inrikes flyttnetto 2017: fler flyttade dit från andra kommuner än därifrån till andra
kommuner.</p>
<p>Hela landet växte. Folkmängden ökade med 125 000 personer under 2017 och var vid årsskiftet omkring 10 120 000. Siffrorna
står i Omvärldsfakta från Arena för Tillväxt.</p>""",
    ),
    News(
        slug="vad-hander-med-strukturfonderna",
        title="Brexit kan kosta EU omkring 12 procent av budgeten",
        published_on=dt.date(2018, 3, 21),
        teaser="Det är drygt 16 miljarder euro per år. Vad betyder det för strukturfonderna?",
        theme="EU och regionerna",
        picture=Picture("budget", "Hundra rutor i fem rader. Åttioåtta är gröna och tolv är tomma."),
        body="""
<p>EU:s långtidsbudget och brexit är de två frågor som tar mest plats i Bryssel, och de hänger ihop. Om Storbritannien lämnar
unionen försvinner omkring 12 procent av budgeten. Det är drygt 16 miljarder euro per år.</p>
<p>Då måste medlemsländerna antingen betala mer eller göra mindre. För kommuner och regioner är frågan vad det betyder för
strukturfonderna, som betalar en del av det regionala utvecklingsarbetet.</p>""",
    ),
)
