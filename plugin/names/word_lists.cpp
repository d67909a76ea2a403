#include "names/word_lists.h"

#include <algorithm>
#include <array>

namespace earshot::names {

namespace {

constexpr std::string_view titles[] = {
    "bay",       "bayan",        "capt",      "captain",   "chief",       "colonel",   "dame",
    "dhr",       "director",     "doctor",    "doctora",   "don",         "dona",      "dott",
    "dottor",    "dottoressa",   "dr",        "drs",       "father",      "fr",        "frau",
    "fraulein",  "frl",          "fru",       "general",   "gov",         "heer",      "herr",
    "herren",    "herrn",        "hr",        "ing",       "inz",         "judge",     "kollege",
    "kollegin",  "lady",         "lic",       "lord",      "lt",          "m",         "madam",
    "madame",    "mademoiselle", "mag",       "meneer",    "mevrouw",     "mgr",       "minister",
    "miss",      "mlle",         "mme",       "monsieur",  "mr",          "mrs",       "ms",
    "mw",        "mx",           "officer",   "p",         "pan",         "pana",      "panem",
    "pani",      "pania",        "panu",      "president", "president's", "prof",      "profa",
    "profesor",  "profesora",    "professor", "rabbi",     "rep",         "sayin",     "sen",
    "senator",   "senor",        "senora",    "senorita",  "sgt",         "sig",       "signor",
    "signora",   "sir",          "sister",    "sr",        "sra",         "srta",      "κ",
    "κα",        "κοσ",          "κυρια",     "κυριασ",    "κυριε",       "κυριο",     "κυριοσ",
    "κυριου",    "г-жа",         "г-же",      "г-жи",      "г-жу",        "г-н",       "г-на",
    "г-ном",     "г-ну",         "господин",  "господина", "господином",  "господину", "госпожа",
    "госпоже",   "госпожи",      "госпожои",  "госпожу",   "д-р",         "доктор",    "доктора",
    "профессор", "профессора",   "тов",       "товарищ"};
static_assert(std::ranges::is_sorted(titles));

// Set by hand, since the tool would take a line for each of so many words.
// clang-format off
constexpr std::string_view lead_words[] = {
    "a", "aber", "about", "abteilung", "according", "admin", "administrator", "after", "again", "age",
    "aged", "ago", "ale", "all", "als", "also", "although", "always", "am", "an", "and", "anfang", "another",
    "answer", "any", "anyway", "april", "are", "as", "ask", "asked", "asks", "at", "at&t", "atencion",
    "auch", "auf", "august", "aujourd'hui", "aus", "author", "avec", "ayer", "be", "because", "been",
    "before", "bei", "beim", "benim", "best", "bey", "bir", "bis", "blog", "bonjour", "both", "buenas",
    "buenos", "bugun", "but", "by", "by-line", "bye", "byline", "call", "can", "cc", "cell", "ceo", "cf",
    "cfo", "chairman", "chairwoman", "chapter", "cheers", "cher", "chere", "chez", "ciao", "cofounder",
    "columnist", "como", "con", "contact", "correspondent", "could", "credit", "cto", "cuando", "customer",
    "czesc", "czy", "da", "danke", "dann", "das", "dass", "dated", "de", "dear", "december", "del", "den",
    "department", "dept", "der", "des", "dezember", "di", "did", "die", "dienstag", "dies", "diese",
    "director", "dla", "do", "doch", "does", "domingo", "donde", "donnerstag", "dun", "during", "dzieki",
    "dzis", "e", "each", "edit", "editor", "ein", "eine", "either", "el", "email", "ende", "engineer", "er",
    "es", "est", "estimada", "estimado", "et", "even", "ever", "every", "everyone", "fax", "februar",
    "february", "feel", "for", "former", "founder", "freitag", "friday", "from", "fur", "fwd", "fyi",
    "geschaftsfuhrer", "geschaftsfuhrerin", "gestern", "get", "give", "good", "goodbye", "got", "gracias",
    "grazie", "great", "guest", "haben", "had", "hallo", "hanim", "has", "hat", "hatte", "have", "he",
    "head", "hello", "help", "her", "here", "heute", "hey", "hi", "hier", "his", "hola", "host", "how",
    "however", "hoy", "i", "i'd", "i'll", "i'm", "i've", "ich", "ieri", "if", "ihr", "il", "ile", "im", "in",
    "instead", "interview", "into", "is", "ist", "it", "it's", "its", "ja", "januar", "january", "jest",
    "jetzt", "jr", "jueves", "juli", "july", "june", "juni", "just", "kann", "kudos", "kundendienst", "la",
    "las", "last", "lately", "later", "le", "leiter", "leiterin", "les", "let", "liebe", "lieber", "like",
    "listen", "lo", "look", "los", "lunes", "made", "mai", "mail", "make", "manager", "manana", "many",
    "march", "marketing", "martes", "marz", "maybe", "me", "meanwhile", "meet", "meeting", "mein", "merci",
    "merhaba", "mi", "miercoles", "mit", "mitte", "mittwoch", "mobile", "moderator", "monday", "montag",
    "most", "mr", "mrs", "ms", "muy", "my", "na", "nach", "nein", "never", "new", "next", "ni", "nicht",
    "no", "nobody", "noch", "nope", "not", "note", "november", "now", "nuestro", "nun", "nur", "o", "ob",
    "october", "od", "oder", "of", "off", "office", "oggi", "oh", "ok", "okay", "oktober", "on", "once",
    "one", "only", "or", "our", "out", "over", "pan", "pani", "para", "part", "people", "per", "perhaps",
    "pero", "phone", "photo", "please", "poor", "por", "porque", "post", "posted", "pour", "presentation",
    "pressesprecher", "pressesprecherin", "producer", "ps", "q", "que", "querida", "querido", "question",
    "quote", "re", "read", "really", "redakteur", "redakteurin", "regarding", "regards", "reply", "reporter",
    "sabado", "sadly", "said", "sales", "samstag", "saturday", "saw", "say", "sayin", "says", "section",
    "see", "seen", "segun", "seit", "selon", "senior", "sent", "september", "sevgili", "she", "should", "si",
    "sie", "siehe", "since", "sind", "so", "software", "some", "someone", "sonntag", "soporte", "sorry",
    "speaker", "speakers", "spokesman", "spokesperson", "spokeswoman", "staff", "still", "su", "subject",
    "sunday", "support", "sure", "talk", "team", "technical", "tel", "telefon", "tell", "tesekkurler",
    "than", "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "thing",
    "think", "this", "those", "though", "through", "thursday", "to", "today", "tomorrow", "tonight", "too",
    "tried", "try", "tu", "tuesday", "uber", "um", "un", "una", "und", "under", "uns", "unser", "until",
    "up", "update", "us", "ve", "vgl", "via", "vice", "viernes", "vom", "von", "vor", "vorstand", "w",
    "wait", "wann", "war", "warum", "was", "wczoraj", "we", "website", "wednesday", "weil", "well", "wenn",
    "wer", "werden", "were", "what", "when", "where", "whether", "which", "while", "who", "whom", "whose",
    "why", "wie", "will", "wir", "wird", "with", "without", "wo", "would", "wow", "writer", "wrote", "y",
    "yeah", "yes", "yesterday", "yet", "you", "your", "z", "zu", "zum", "zur", "απο", "γεια", "ευχαριστω",
    "η", "και", "με", "ο", "σημερα", "στο", "το", "χθεσ", "в", "вчера", "для", "и", "как", "когда", "на",
    "не", "но", "от", "привет", "с", "сегодня", "спасибо", "уважаемая", "уважаемыи", "что", "это"};

constexpr std::string_view other_walks[] = {
    "abgeordnete", "abgeordneter", "abogada", "abogado", "acteur", "actor", "actress", "actrice",
    "actriz", "admiral", "adwokat", "aktor", "aktorka", "alcalde", "alcaldesa", "anwalt", "anwaltin",
    "arzt", "arztin", "astronaut", "astronomer", "attorney", "aunt", "avocat", "avocate", "avukat",
    "backer", "backerin", "backermeister", "bailarina", "baker", "ballerina", "barber", "bartender",
    "bassist", "batsman", "biographer", "bischof", "bishop", "botanist", "boucher", "boulanger",
    "bowler", "boxer", "bundestagsabgeordnete", "burgermeister", "burgermeisterin", "butcher",
    "camarera", "cantante", "capt", "captain", "cardinal", "carpenter", "cellist", "chanteur",
    "chanteuse", "chirurg", "chirurgin", "cllr", "cocinero", "colonel", "comedian", "commander",
    "composer", "conductor", "congressman", "congresswoman", "cop", "corporal", "councillor", "cousin",
    "crooner", "cyclist", "dame", "dancer", "defender", "delantero", "dentist", "dentista", "detective",
    "dichter", "dichterin", "dirigent", "dirigentin", "drummer", "economist", "ecrivain", "electrician",
    "electricista", "elektriker", "elektrikerin", "enfermera", "entertainer", "escritor", "escritora",
    "explorer", "farmer", "firinci", "fleischer", "fontanero", "footballer", "footballeur", "fotomodell",
    "friseur", "friseurin", "fussballer", "fussballerin", "futbolcu", "futbolista", "gardener",
    "gartner", "gartnerin", "gitarrist", "gitarristin", "goalie", "goalkeeper", "golfer", "gov",
    "governor", "guitarist", "gymnast", "hairdresser", "hausmeister", "historian", "hydraulik",
    "inspector", "installateur", "jockey", "judge", "kabarettist", "kanzler", "kanzlerin", "kellner",
    "kellnerin", "klempner", "klempnerin", "koch", "kochin", "komponist", "komponistin", "komsu",
    "landlord", "landwirt", "lawyer", "lehrer", "lehrerin", "lekarka", "lekarz", "lieutenant", "lord",
    "lt", "maestra", "maire", "maler", "malerin", "mathematician", "mayor", "medecin", "medica",
    "medico", "mep", "metzger", "midfielder", "ministerin", "mp", "musico", "nachbar", "nachbarin",
    "nationalspieler", "nationalspielerin", "nauczyciel", "nauczycielka", "neighbor", "neighbour",
    "nephew", "niece", "novelist", "nurse", "obispo", "ogretmen", "oyuncu", "painter", "panadera",
    "panadero", "papst", "pastor", "peintre", "pfarrer", "philosopher", "physicist", "pianist",
    "pianiste", "piekarz", "pintor", "pintora", "piosenkarka", "piosenkarz", "pisarka", "pisarz",
    "pitcher", "player", "playwright", "plombier", "plumber", "poet", "poeta", "politician", "politiker",
    "politikerin", "polizist", "polizistin", "pope", "portero", "preacher", "priest", "priester",
    "quarterback", "rabbi", "rapper", "realtor", "rechtsanwalt", "rechtsanwaltin", "referee",
    "regisseur", "regisseurin", "rennfahrer", "rennfahrerin", "reverend", "rower", "sailor", "saint",
    "sanger", "sangerin", "sarkici", "sasiad", "sasiadka", "schauspieler", "schauspielerin",
    "schiedsrichter", "schreiner", "schriftsteller", "schriftstellerin", "sculptor", "sen", "senator",
    "sergeant", "sgt", "sheriff", "singer", "sir", "skier", "soldier", "soprano", "sprinter",
    "staatsanwalt", "steuerberater", "striker", "sturmer", "supermodel", "surgeon", "swimmer", "tanzer",
    "tanzerin", "teacher", "tenista", "theologian", "tierarzt", "tierarztin", "tischler", "torero",
    "torwart", "trompettiste", "uncle", "vecina", "vecino", "violinist", "voisin", "voisine", "waiter",
    "waitress", "winger", "winzer", "winzerin", "wrestler", "yazar", "zahnarzt", "zahnarztin", "γιατρος",
    "δασκαλος", "δικηγορος", "ζωγραφοσ", "ηθοποιοσ", "ποιητης", "ποιητησ", "τραγουδιστησ",
    "τραγουδιστρια", "адвокат", "актер", "актриса", "врач", "композитор", "певец", "певица", "писатель",
    "поэт", "режиссер", "сантехник", "сосед", "соседка", "учитель", "учительница", "футболист",
    "художник"};
// clang-format on
static_assert(std::ranges::is_sorted(other_walks));
static_assert(std::ranges::is_sorted(lead_words));

constexpr std::string_view particles[] = {
    "abu", "af",    "al",  "aus'm", "av",     "bar", "ben", "bin", "da",  "das",   "de",
    "del", "della", "den", "der",   "des",    "di",  "do",  "dos", "du",  "e",     "el",
    "ibn", "la",    "las", "le",    "lo",     "los", "mac", "mc",  "san", "santa", "st",
    "te",  "ten",   "ter", "van",   "vander", "vom", "von", "y",   "zu",  "zum",   "zur"};
static_assert(std::ranges::is_sorted(particles));

constexpr std::string_view german_words[] = {
    "aber",    "als",    "am",     "auch",    "auf",    "aus",    "bei",    "beim",   "bis",    "damit",
    "dann",    "das",    "dass",   "dein",    "dem",    "den",    "denn",   "der",    "des",    "die",
    "diese",   "diesem", "diesen", "dieser",  "doch",   "dort",   "du",     "durch",  "ein",    "eine",
    "einem",   "einen",  "einer",  "eines",   "er",     "es",     "fand",   "fur",    "gab",    "gegen",
    "gestern", "gibt",   "gut",    "hab",     "habe",   "haben",  "hat",    "hatte",  "hatten", "heute",
    "hier",    "ich",    "ihm",    "ihn",     "ihr",    "ihre",   "ihren",  "im",     "ist",    "ja",
    "jetzt",   "kam",    "kamen",  "kann",    "kein",   "keine",  "kommt",  "konnen", "konnte", "laut",
    "leider",  "machte", "mehr",   "mein",    "meine",  "meinem", "meinen", "mich",   "mir",    "mit",
    "muss",    "nach",   "nicht",  "nichts",  "noch",   "nun",    "nur",    "ob",     "oder",   "ohne",
    "sagt",    "sagte",  "schon",  "schrieb", "sehr",   "sein",   "seine",  "seinem", "seit",   "sich",
    "sie",     "sind",   "steht",  "uber",    "um",     "und",    "uns",    "unser",  "unsere", "unter",
    "vom",     "von",    "vor",    "war",     "waren",  "warum",  "weil",   "wenn",   "werden", "wie",
    "wieder",  "wir",    "wird",   "wo",      "wollte", "wurde",  "zu",     "zum",    "zur",    "zwischen"};
static_assert(std::ranges::is_sorted(german_words));

constexpr std::string_view named_things[] = {
    "arena",      "autohaus",    "avenida",    "avenue",      "award",       "backerei",    "bakery",
    "band",       "boulevard",   "bridge",     "cafe",        "calle",       "center",      "centre",
    "choir",      "chor",        "clinic",     "colegio",     "college",     "ecole",       "ensemble",
    "escola",     "escuela",     "familia",    "familie",     "families",    "family",      "firma",
    "fondation",  "fondazione",  "foundation", "fund",        "fundacao",    "fundacion",   "galeria",
    "galerie",    "gallery",     "gasthof",    "grundschule", "gymnasium",   "hospital",    "hotel",
    "household",  "institut",    "institute",  "instituto",   "istituto",    "kanzlei",     "kindergarten",
    "lecture",    "library",     "libreria",   "liceo",       "lycee",       "memorial",    "metzgerei",
    "museum",     "orchester",   "orchestra",  "panaderia",   "park",        "platz",       "plaza",
    "praxis",     "preis",       "premio",     "prix",        "prize",       "quartet",     "quintet",
    "records",    "restaurant",  "road",       "rue",         "scholarship", "school",      "schule",
    "scuola",     "stadion",     "stadium",    "stiftung",    "strasse",     "street",      "taller",
    "theater",    "theatre",     "tischlerei", "trio",        "trophy",      "universidad", "universidade",
    "universita", "universitat", "universite", "university",  "verlag",      "via",         "weingut"};
static_assert(std::ranges::is_sorted(named_things));

constexpr std::string_view deeds[] = {
    "agreed",       "also",          "always",   "answered", "antwortete", "apologised", "apologized",
    "asked",        "called",        "came",     "can",      "can't",      "commented",  "confirmed",
    "could",        "couldn't",      "did",      "didn't",   "doesn't",    "explained",  "fixed",
    "found",        "gave",          "gives",    "got",      "had",        "half",       "has",
    "hat",          "helped",        "helps",    "is",       "isn't",      "ist",        "knows",
    "left",         "likes",         "looks",    "loves",    "made",       "makes",      "meinte",
    "met",          "mowi",          "must",     "napisal",  "napisala",   "needs",      "never",
    "odpowiedzial", "odpowiedziala", "offered",  "pisze",    "posted",     "powiedzial", "powiedziala",
    "promised",     "really",        "replied",  "replies",  "sagte",      "said",       "saw",
    "says",         "schrieb",       "seems",    "sent",     "should",     "solved",     "takes",
    "tells",        "thinks",        "thought",  "told",     "took",       "tried",      "twierdzi",
    "wants",        "war",           "was",      "wasn't",   "went",       "won't",      "worked",
    "works",        "would",         "wouldn't", "writes",   "wrote"};
static_assert(std::ranges::is_sorted(deeds));

constexpr std::string_view verbs_too[] = {"bill", "can",  "chuck", "don",  "drew", "frank", "grant",
                                          "hope", "mark", "may",   "mike", "pat",  "rich",  "rob",
                                          "rose", "skip", "sue",   "wade", "will"};
static_assert(std::ranges::is_sorted(verbs_too));

constexpr std::string_view seasons[] = {"abril", "agosto", "april",  "august", "autumn", "herbst", "juli",
                                        "july",  "june",   "juni",   "junio",  "mai",    "march",  "may",
                                        "mayo",  "sommer", "spring", "summer", "winter"};
static_assert(std::ranges::is_sorted(seasons));

constexpr std::string_view offices[] = {"capt", "captain",  "chief",   "colonel",   "dame",  "father",
                                        "fr",   "general",  "gov",     "judge",     "lady",  "lord",
                                        "lt",   "minister", "officer", "president", "rabbi", "rep",
                                        "sen",  "senator",  "sgt",     "sir",       "sister"};
static_assert(std::ranges::is_sorted(offices));

constexpr std::string_view degrees[] = {"c",   "dent", "em",  "emer", "h",   "habil", "hc",    "ing", "jur",
                                        "med", "nat",  "oec", "phil", "pol", "rer",   "theol", "vet"};
static_assert(std::ranges::is_sorted(degrees));

constexpr std::string_view relations[] = {
    "abuela",      "abuelo",        "amiga",     "amigo",     "aunt",    "baby",     "boyfriend",
    "brother",     "bruder",        "cat",       "cousin",    "dad",     "daughter", "dog",
    "esposa",      "esposo",        "father",    "flatmate",  "frau",    "freund",   "freundin",
    "friend",      "girlfriend",    "grandma",   "grandpa",   "hamster", "hermana",  "hermano",
    "hija",        "hijo",          "horse",     "hund",      "husband", "kater",    "katze",
    "kid",         "kollege",       "kollegin",  "madre",     "mann",    "marido",   "mate",
    "mitbewohner", "mitbewohnerin", "mom",       "mother",    "mujer",   "mum",      "mutter",
    "nachbar",     "nachbarin",     "neighbor",  "neighbour", "nephew",  "nichte",   "niece",
    "oma",         "onkel",         "opa",       "padre",     "partner", "perra",    "perro",
    "roommate",    "schwager",      "schwester", "sister",    "sohn",    "son",      "tante",
    "tia",         "tio",           "tochter",   "uncle",     "vater",   "vecina",   "vecino",
    "wife"};
static_assert(std::ranges::is_sorted(relations));

constexpr std::string_view possessives[] = {
    "her", "his",  "ihr",   "ihre",   "mein",  "meine", "meinem", "meinen",  "meiner",  "mi",  "my",
    "our", "sein", "seine", "seiner", "their", "unser", "unsere", "unserem", "unserer", "your"};
static_assert(std::ranges::is_sorted(possessives));

// Men and women, in the case of who acts: no surname in another case follows.
constexpr std::string_view nominative_titles[] = {"pan", "κυριοσ", "г-жа", "г-н", "господин", "госпожа"};

}  // namespace

bool is_title(std::string_view folded) {
  return std::ranges::binary_search(titles, folded);
}
bool is_degree(std::string_view folded) {
  return std::ranges::binary_search(degrees, folded);
}
bool is_nominative_title(std::string_view folded) {
  return among(nominative_titles, folded);
}
bool is_relation(std::string_view folded) {
  return std::ranges::binary_search(relations, folded);
}
bool is_possessive(std::string_view folded) {
  return std::ranges::binary_search(possessives, folded);
}
bool is_generation(std::string_view folded) {
  return folded == "jr" || folded == "sr" || folded == "ii" || folded == "iii" || folded == "iv";
}
bool is_lead_word(std::string_view folded) {
  return std::ranges::binary_search(lead_words, folded);
}
bool is_particle(std::string_view folded) {
  return std::ranges::binary_search(particles, folded);
}
bool is_named_thing(std::string_view folded) {
  return std::ranges::binary_search(named_things, folded);
}
bool is_other_walk(std::string_view folded) {
  return std::ranges::binary_search(other_walks, folded);
}
bool is_office(std::string_view folded) {
  return std::ranges::binary_search(offices, folded);
}
bool is_deed(std::string_view folded) {
  return std::ranges::binary_search(deeds, folded);
}
bool is_verb_too(std::string_view folded) {
  return std::ranges::binary_search(verbs_too, folded);
}
bool is_season(std::string_view folded) {
  return std::ranges::binary_search(seasons, folded);
}
bool is_german_word(std::string_view folded) {
  return std::ranges::binary_search(german_words, folded);
}

}  // namespace earshot::names
