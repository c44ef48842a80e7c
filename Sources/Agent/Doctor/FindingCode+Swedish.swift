extension FindingCode {
    /// The texts in Swedish.
    var swedish: (problem: String, remedy: String) {
        switch self {
        case .configMissing:
            (
                "Det finns ingen konfiguration att läsa: {0}: {1}.",
                "Skriv en: 'budkavle doctor --suggest' skriver ut en första, /usr/share/doc/budkavle/configuration.md "
                    + "förklarar varje nyckel."
            )
        case .configFault:
            (
                "Konfigurationen är fel vid {0}: {1}.",
                "Rätta raden och kör sedan 'budkavle check'."
            )
        case .agentStopped:
            (
                "Agenten är inte igång: ingen svarar på {0}.",
                "Starta den: 'systemctl start budkavle'; varför den stannade: 'journalctl -u budkavle'."
            )
        case .agentUnasked:
            (
                "Agenten är igång, men du får inte fråga den: {0}.",
                "Kör doctor som root: 'sudo budkavle doctor'."
            )
        case .agentRunning:
            (
                "Agenten är igång sedan {0}.",
                ""
            )
        case .deviceMissing:
            (
                "{0}: enheten {1} finns inte.",
                "Kontrollera kabel och ström. 'ls -l /dev/serial/by-id' visar vad som är anslutet; "
                    + "skriv den sökvägen i konfigurationen."
            )
        case .deviceNotSerial:
            (
                "{0}: {1} är ingen seriell enhet.",
                "Skriv enhetens sökväg i konfigurationen; 'ls -l /dev/serial/by-id' visar dem."
            )
        case .devicePermission:
            (
                "{0}: användaren {2} får inte använda {1}.",
                "Kör 'sudo usermod -a -G {3} {2}' och starta om agenten."
            )
        case .deviceMode:
            (
                "{0}: användaren {2} får inte använda {1}, och ingen grupp som den kunde gå med i får: "
                    + "dess rättigheter är {3}.",
                "Installera budkavles udev-regler eller skriv en för den här enheten, kör 'sudo udevadm control --reload', och anslut "
                    + "enheten på nytt."
            )
        case .deviceHeld:
            (
                "{0}: {1} hålls av ett annat program: {2}.",
                "Stoppa det programmet, eller avaktivera det om det tar enheten vid varje start "
                    + "(ModemManager och gpsd gör det)."
            )
        case .deviceRefused:
            (
                "{0}: {1} kan inte öppnas: {2}.",
                "Dra ur enheten och sätt i den igen; 'dmesg | tail' visar vad kärnan säger om den."
            )
        case .receiverSilent:
            (
                "{0}: mottagaren på {1} sände ingenting på {2} s.",
                "Kontrollera strömmen och att dess TX går till gatewayens RX. En mottagare kan ha sina "
                    + "meddelanden avstängda på den här porten."
            )
        case .receiverWrongBaud:
            (
                "{0}: mottagaren på {1} sänder i {3} baud, inte i {2}.",
                "Sätt baud = {3} för den här ingången."
            )
        case .receiverGarbled:
            (
                "{0}: {2} byte kom från {1}, och i ingen vanlig baudhastighet är de NMEA eller UBX.",
                "Kontrollera att enheten är mottagaren, sedan paritet och databitar, och jord mellan "
                    + "de två."
            )
        case .receiverNoisy:
            (
                "{0}: {2} av meddelandena från {1} var skadade, {3} var hela.",
                "En kabel som är för lång, ligger för nära något starkt eller saknar jord gör så; även "
                    + "en baudhastighet som är för låg för meddelandena."
            )
        case .receiverNoFix:
            (
                "{0}: mottagaren på {1} talar men har ingen position.",
                "Ge den himmel och några minuter. Inomhus är det normalt; utomhus kontrollera antennen "
                    + "och dess kabel."
            )
        case .receiverOk:
            (
                "{0}: mottagaren på {1} gav {2} positioner på {3} s.",
                ""
            )
        case .receiverUnreachable:
            (
                "{0}: ingen svarar på {1}: {2}.",
                "Kontrollera att routern eller gpsd är igång, att dess utsändning av positioner är "
                    + "påslagen, och adressen."
            )
        case .receiverAnswers:
            (
                "{0}: mottagarens tjänst på {1} svarar.",
                ""
            )
        case .scannerReady:
            (
                "{0}: skannerns linje {1} går att öppna. Om den läser syns med --wait och en skanning.",
                ""
            )
        case .scannerSilent:
            (
                "{0}: inget skannades på {1} inom {2} s.",
                "Om du skannade: ställ skannern i det läge som dess ingång säger, se "
                    + "/usr/share/doc/budkavle/scanners.md; på en seriell linje, kontrollera även baudhastigheten."
            )
        case .scannerNoSuffix:
            (
                "{0}: skanningen på {1} slutade inte med CR eller LF.",
                "Ställ in skannern att sända CR efter varje kod, se /usr/share/doc/budkavle/scanners.md."
            )
        case .scannerNoSymbology:
            (
                "{0}: skanningen på {1} började inte med en AIM-identifierare, så kodens sort måste "
                    + "gissas.",
                "Ställ in skannern att sända AIM-identifieraren, se /usr/share/doc/budkavle/scanners.md."
            )
        case .scannerOk:
            (
                "{0}: skannern på {1} sänder skanningar som den ska.",
                ""
            )
        case .inputWaiting:
            (
                "{0}: agenten väntar på {1}: {2}.",
                "Kontrollera att enheten är ansluten och att agentens användare får använda den; "
                    + "stoppa agenten och kör doctor igen för en närmare titt."
            )
        case .inputQuiet:
            (
                "{0}: ingenting kom från {1} på {2}.",
                "Kontrollera dess ström och kabel; stoppa agenten och kör doctor igen för en titt på "
                    + "vad den sänder."
            )
        case .inputFaults:
            (
                "{0}: felaktig indata kastades: {1}.",
                "Fel i kontrollsummor kommer av kabeln eller baudhastigheten; övriga namn står i "
                    + "/usr/share/doc/budkavle/gnss.md och /usr/share/doc/budkavle/scanners.md."
            )
        case .inputOk:
            (
                "{0}: agenten hörde {1} för {2} sedan.",
                ""
            )
        case .chipUnusable:
            (
                "{0}: GPIO-kretsen {1} kan inte användas: {2}.",
                "Kontrollera att kortet i konfigurationen är den här maskinens ('gpiodetect' visar "
                    + "kretsarna), och att agentens användare är med i gruppen gpio."
            )
        case .lineMissing:
            (
                "{0}: GPIO-kretsen {1} har ingen linje {2}.",
                "'gpioinfo {1}' visar dess linjer; rätta kortet eller [[line]]."
            )
        case .lineHeld:
            (
                "{0}: linje {2} på {1} hålls av {3}.",
                "Stoppa det programmet, eller ta bort det som tar linjen ur device tree, eller använd "
                    + "en annan linje."
            )
        case .lineTrouble:
            (
                "{0}: linjen krånglar: {1}.",
                "En kontakt som studsar vill ha längre debounce; en linje som stormar vill ha pull-up, "
                    + "skärm eller lagning."
            )
        case .lineLevel:
            (
                "{0}: {1} är {2} nu.",
                ""
            )
        case .lineChanged:
            (
                "{0}: {1} var {2} och är {3} nu, med {4} flanker på {5} s.",
                ""
            )
        case .receiverFound:
            (
                "En mottagare sänder på {0} i {1} baud.",
                ""
            )
        case .scannerFound:
            (
                "{0} är en skanner enligt sitt namn.",
                ""
            )
        case .deviceUnclear:
            (
                "Vad som finns på {0} går inte att säga: {1}.",
                ""
            )
        case .slaveSilent:
            (
                "{0}: Modbus-enheten {2} på bussen {1} svarar inte: {3}.",
                "Kontrollera dess ström, dess adress, A och B (ofta omkastade), bussens baudhastighet "
                    + "och paritet, och 120 Ω i båda ändar."
            )
        case .slavePartial:
            (
                "{0}: Modbus-enheten {2} på bussen {1} svarar men ger inte alla värden: {3}.",
                "Kontrollera att kartan är enhetens, med rätt version; ett värde utanför sitt giltiga "
                    + "område räknas som saknat."
            )
        case .slaveOk:
            (
                "{0}: Modbus-enheten {2} på bussen {1} gav {3} värden.",
                ""
            )
        case .noInputs:
            (
                "Ingen ingång är konfigurerad: noden ser och läser ingenting.",
                "Lägg till en [[input]] för mottagaren och för skannern; 'budkavle doctor --suggest' "
                    + "letar efter dem."
            )
        case .keyMissing:
            (
                "Nyckeln {0} saknas.",
                "Återställ den från säkerhetskopian; kör 'budkavle keys init' bara på en ny nod."
            )
        case .keyDamaged:
            (
                "Nyckeln {0} är skadad.",
                "Återställ den från säkerhetskopian."
            )
        case .keyUnreadable:
            (
                "Nyckeln {0} kan inte läsas: {1}.",
                "Kör doctor som root: 'sudo budkavle doctor'. Om det redan är root är disken skadad."
            )
        case .keyMode:
            (
                "Andra får läsa hemligheten {0}: dess rättigheter är {1}.",
                "Kör 'chmod o= {0}', och ge noden nya nycklar om andra använder maskinen."
            )
        case .keyOwner:
            (
                "Användaren {1} får inte läsa nyckeln {0}.",
                "Kör 'chown {1} {0}'."
            )
        case .fileUnreadable:
            (
                "Användaren {1} får inte läsa {0}.",
                "Kör 'sudo chgrp {2} {0}' och 'sudo chmod g+r {0}'; även mapparna måste släppa in användaren."
            )
        case .keySetBad:
            (
                "Koordinatorns nyckeluppsättning är inte att lita på: {0}.",
                "Kopiera nyckeluppsättningen och rotnyckeln från koordinatorn på nytt, på ett sätt som "
                    + "du litar på."
            )
        case .keysOk:
            (
                "Nycklarna i {0} är hela, och bara deras användare får läsa dem.",
                ""
            )
        case .journalAbsent:
            (
                "Det finns ingen journal i {0} ännu; agenten skapar den vid första starten.",
                ""
            )
        case .journalPermission:
            (
                "Användaren {1} får inte skriva i journalens mapp {0}.",
                "Kör 'chown -R {1} {0}'."
            )
        case .journalFilling:
            (
                "Journalen börjar få ont om plats: {0}.",
                "Ge noden en förbindelse så att den kan leverera, eller en större journal.quota."
            )
        case .journalRefusing:
            (
                "Journalen vägrar händelser: {0}.",
                "Ge noden en förbindelse genast, eller frigör plats på disken."
            )
        case .journalSearching:
            (
                "En skadad journal genomsöks efter det som kan räddas.",
                "Låt agenten gå tills den är klar; 'budkavle status' visar hur långt den kommit."
            )
        case .loadUnknown:
            (
                "Vem som är ombord är okänt.",
                "Titta efter och tala om det: 'budkavle journal declare onboard --total ANTAL'."
            )
        case .stockUnknown:
            (
                "Lagersaldon är okända: journalen har förlorat rörelser.",
                "Ledningen ger tillbaka dem över nästa förbindelse. Om 'budkavle status' säger att den saknar några, "
                    + "eller att ingen vet: 'budkavle journal declare stock --as-coordinator', inventera sedan."
            )
        case .diskReadOnly:
            (
                "Filsystemet för {0} är skrivskyddat.",
                "Det kan vara skadat: 'dmesg | grep -i error'. Kör 'mount -o remount,rw' på det, eller "
                    + "byt disken."
            )
        case .diskFull:
            (
                "Filsystemet för {0} är fullt: {1} MB är lediga.",
                "Ta bort det som inte behövs: 'journalctl --vacuum-size=50M', gamla paket, loggar."
            )
        case .diskShort:
            (
                "Filsystemet för {0} har {1} MB kvar, mindre än journalens kvot på {2} MB.",
                "Frigör plats, eller sätt en mindre journal.quota."
            )
        case .diskOk:
            (
                "Filsystemet för {0} har {1} MB kvar.",
                ""
            )
        case .flashWorn:
            (
                "Flashminnet {0} är slut: {1} % av livslängden är använd, eller nästan inga "
                    + "reservblock finns kvar.",
                "Byt gatewayen eller dess minne nu; det kan vägra skriva när som helst."
            )
        case .flashWearing:
            (
                "Flashminnet {0} har använt {1} % av sin livslängd.",
                "Planera ett byte, och leta efter det som skriver så mycket: 'iotop -ao'."
            )
        case .memoryLow:
            (
                "Bara {0} MiB minne är ledigt.",
                "Se vad som tar det: 'top -o %MEM'."
            )
        case .temperatureHigh:
            (
                "Maskinen är för varm: {0} °C ({1}).",
                "Ge den luft och skugga; processorer saktar ner eller stannar över omkring 85 °C."
            )
        case .onBattery:
            (
                "Maskinen går på batteri, {0} % kvar.",
                "Kontrollera kontakt, säkring och fordonets matning."
            )
        case .clockUnset:
            (
                "Klockan har aldrig ställts: den visar {0}.",
                "Installera chrony, och ge den ett nät eller en mottagare att lära sig tiden av; "
                    + "kontrollera hårdvaruklockans batteri."
            )
        case .clockUndisciplined:
            (
                "Ingen håller klockan rätt.",
                "Installera och starta chrony: 'systemctl enable --now chrony'; om den går visar "
                    + "'chronyc sources' vad den hör."
            )
        case .clockOk:
            (
                "Klockan hålls rätt, inom {0} ms.",
                ""
            )
        case .networkUnknown:
            (
                "Kärnan berättar inte om sina nätverksgränssnitt: {0}.",
                "Tillåt AF_NETLINK i tjänstens unit-fil."
            )
        case .noDefaultRoute:
            (
                "Inget gränssnitt som är uppe har en standardrutt: ingenting kan lämna maskinen.",
                "Kontrollera kabel, SIM-kort och antenn; 'ip address' och 'ip route' visar vad som "
                    + "finns."
            )
        case .interfaceMissing:
            (
                "{0}: nätverksgränssnittet {1} finns inte.",
                "'ip link' visar namnen; skriv det rätta i link.interface. Ett modem kan behöva slås "
                    + "på."
            )
        case .interfaceDown:
            (
                "{0}: nätverksgränssnittet {1} är nere.",
                "Kontrollera kabel, SIM-kort och antenn; sedan 'ip link set {1} up' eller "
                    + "nätverkshanterarens eget kommando."
            )
        case .interfaceNoRoute:
            (
                "{0}: ingen standardrutt går genom {1}.",
                "Låt DHCP eller modemet sätta en, med högre metrik än den främsta där det finns flera."
            )
        case .nameUnresolved:
            (
                "{0}: namnet i {1} hittas inte i DNS.",
                "Kontrollera namnet, och DNS-servrarna i /etc/resolv.conf."
            )
        case .coordinatorUnreachable:
            (
                "{0}: {1} kan inte nås: {2}.",
                "Kontrollera adressen och porten, och att brandväggar släpper ut maskinen dit."
            )
        case .coordinatorUntrusted:
            (
                "{0}: TLS med {1} misslyckas: {2}.",
                "Kontrollera link.ca_file och klientcertifikatet, även deras datum, och att klockan "
                    + "går rätt."
            )
        case .coordinatorOk:
            (
                "{0}: {1} svarar.",
                ""
            )
        case .coordinatorUntried:
            (
                "{0}: inte provad, eftersom agenten inte är igång och radiotystnad kan vara beordrad.",
                "Starta agenten, eller kör doctor med --transmit."
            )
        case .linkFailing:
            (
                "{0}: agenten kommer inte fram: {1}.",
                "Följ först doctors övriga råd för förbindelsen; fråga sedan koordinatorns operatör om "
                    + "noden är inskriven."
            )
        case .linkOk:
            (
                "{0}: koordinatorns senaste kvitto kom för {1} sedan.",
                ""
            )
        case .unsentOld:
            (
                "{0} händelser väntar på en förbindelse, den äldsta sedan {1}.",
                "De är sparade. Ge noden en förbindelse."
            )
        case .radioSilence:
            (
                "Radiotystnad är beordrad: ingenting sänds.",
                "När den är över: 'budkavle silence off'."
            )
        case .noLinks:
            (
                "Ingen förbindelse är konfigurerad: noden sparar allt och sänder ingenting.",
                "Lägg till [coordinator] och en [[link]], se /usr/share/doc/budkavle/configuration.md."
            )
        }
    }
}
