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

// Set by hand, since the tool would take a line for each word.
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
// clang-format on
static_assert(std::ranges::is_sorted(lead_words));

constexpr std::string_view particles[] = {
    "abu", "af",    "al",  "aus'm", "av",     "bar", "ben", "bin", "da",  "das",   "de",
    "del", "della", "den", "der",   "des",    "di",  "do",  "dos", "du",  "e",     "el",
    "ibn", "la",    "las", "le",    "lo",     "los", "mac", "mc",  "san", "santa", "st",
    "te",  "ten",   "ter", "van",   "vander", "vom", "von", "y",   "zu",  "zum",   "zur"};
static_assert(std::ranges::is_sorted(particles));

constexpr std::string_view german_words[] = {
    "aber",   "als",    "am",   "auch",  "auf",    "aus",    "bei",   "beim",    "bis",   "damit",   "dann",
    "das",    "dass",   "dein", "dem",   "den",    "denn",   "der",   "des",     "die",   "diese",   "diesem",
    "diesen", "dieser", "doch", "dort",  "du",     "durch",  "ein",   "eine",    "einem", "einen",   "einer",
    "eines",  "er",     "es",   "fand",  "fur",    "gab",    "gegen", "gestern", "gibt",  "gut",     "hab",
    "habe",   "haben",  "hat",  "hatte", "hatten", "heute",  "hier",  "ich",     "ihm",   "ihn",     "ihr",
    "ihre",   "ihren",  "im",   "ist",   "ja",     "jetzt",  "kann",  "kein",    "keine", "konnen",  "laut",
    "leider", "mehr",   "mein", "meine", "meinem", "meinen", "mich",  "mir",     "mit",   "muss",    "nach",
    "nicht",  "nichts", "noch", "nun",   "nur",    "ob",     "oder",  "ohne",    "schon", "sehr",    "sein",
    "seine",  "seinem", "seit", "sich",  "sie",    "sind",   "uber",  "um",      "und",   "uns",     "unser",
    "unsere", "unter",  "vom",  "von",   "vor",    "war",    "waren", "warum",   "weil",  "wenn",    "werden",
    "wie",    "wieder", "wir",  "wird",  "wo",     "wurde",  "zu",    "zum",     "zur",   "zwischen"};
static_assert(std::ranges::is_sorted(german_words));

constexpr std::string_view named_things[] = {
    "arena",     "avenida",  "avenue",   "award",      "boulevard", "bridge",    "calle",       "familia",
    "familie",   "families", "family",   "foundation", "fund",      "fundacion", "hospital",    "household",
    "institute", "lecture",  "library",  "memorial",   "museum",    "park",      "platz",       "plaza",
    "preis",     "premio",   "prix",     "prize",      "road",      "rue",       "scholarship", "school",
    "schule",    "stadium",  "stiftung", "strasse",    "street",    "theater",   "theatre",     "via"};
static_assert(std::ranges::is_sorted(named_things));

constexpr std::string_view deeds[] = {
    "agreed",   "also",   "always",  "answered",  "antwortete", "apologised", "apologized", "asked",
    "called",   "came",   "can",     "can't",     "commented",  "confirmed",  "could",      "couldn't",
    "did",      "didn't", "doesn't", "explained", "fixed",      "found",      "gave",       "gives",
    "got",      "had",    "half",    "has",       "hat",        "helped",     "helps",      "is",
    "isn't",    "ist",    "knows",   "left",      "likes",      "looks",      "loves",      "made",
    "makes",    "meinte", "met",     "must",      "needs",      "never",      "offered",    "posted",
    "promised", "really", "replied", "replies",   "sagte",      "said",       "saw",        "says",
    "schrieb",  "seems",  "sent",    "should",    "solved",     "takes",      "tells",      "thinks",
    "thought",  "told",   "took",    "tried",     "wants",      "war",        "was",        "wasn't",
    "went",     "won't",  "worked",  "works",     "would",      "wouldn't",   "writes",     "wrote"};
static_assert(std::ranges::is_sorted(deeds));

constexpr std::string_view seasons[] = {"abril", "agosto", "april",  "august", "autumn", "herbst", "juli",
                                        "july",  "june",   "juni",   "junio",  "mai",    "march",  "may",
                                        "mayo",  "sommer", "spring", "summer", "winter"};
static_assert(std::ranges::is_sorted(seasons));

constexpr std::string_view other_walks[] = {"acteur",
                                            "actor",
                                            "actress",
                                            "actrice",
                                            "actriz",
                                            "admiral",
                                            "aktor",
                                            "aktorka",
                                            "alcalde",
                                            "alcaldesa",
                                            "astronaut",
                                            "astronomer",
                                            "aunt",
                                            "backer",
                                            "backerin",
                                            "backermeister",
                                            "baker",
                                            "barber",
                                            "bassist",
                                            "batsman",
                                            "biographer",
                                            "bishop",
                                            "botanist",
                                            "boulanger",
                                            "bowler",
                                            "boxer",
                                            "bundestagsabgeordnete",
                                            "burgermeister",
                                            "burgermeisterin",
                                            "butcher",
                                            "cantante",
                                            "cardinal",
                                            "cellist",
                                            "chanteur",
                                            "chanteuse",
                                            "cllr",
                                            "comedian",
                                            "composer",
                                            "congressman",
                                            "congresswoman",
                                            "councillor",
                                            "cousin",
                                            "crooner",
                                            "cyclist",
                                            "defender",
                                            "delantero",
                                            "dentist",
                                            "dentista",
                                            "detective",
                                            "dichter",
                                            "dichterin",
                                            "dirigent",
                                            "dirigentin",
                                            "drummer",
                                            "ecrivain",
                                            "entertainer",
                                            "escritor",
                                            "escritora",
                                            "explorer",
                                            "farmer",
                                            "firinci",
                                            "fleischer",
                                            "footballer",
                                            "footballeur",
                                            "fotomodell",
                                            "friseur",
                                            "friseurin",
                                            "fussballer",
                                            "fussballerin",
                                            "futbolcu",
                                            "futbolista",
                                            "gitarrist",
                                            "gitarristin",
                                            "goalie",
                                            "goalkeeper",
                                            "golfer",
                                            "governor",
                                            "guitarist",
                                            "gymnast",
                                            "hairdresser",
                                            "historian",
                                            "inspector",
                                            "jockey",
                                            "kabarettist",
                                            "komponist",
                                            "komponistin",
                                            "komsu",
                                            "landlord",
                                            "landwirt",
                                            "maire",
                                            "maler",
                                            "malerin",
                                            "mayor",
                                            "mep",
                                            "metzger",
                                            "midfielder",
                                            "mp",
                                            "musico",
                                            "nachbar",
                                            "nachbarin",
                                            "neighbor",
                                            "neighbour",
                                            "nephew",
                                            "niece",
                                            "novelist",
                                            "oyuncu",
                                            "painter",
                                            "panadera",
                                            "panadero",
                                            "pastor",
                                            "peintre",
                                            "pfarrer",
                                            "philosopher",
                                            "pianist",
                                            "pianiste",
                                            "piekarz",
                                            "pintor",
                                            "piosenkarka",
                                            "piosenkarz",
                                            "pisarka",
                                            "pisarz",
                                            "pitcher",
                                            "player",
                                            "playwright",
                                            "plumber",
                                            "poet",
                                            "poeta",
                                            "politician",
                                            "politiker",
                                            "politikerin",
                                            "pope",
                                            "portero",
                                            "preacher",
                                            "priest",
                                            "quarterback",
                                            "rapper",
                                            "referee",
                                            "regisseur",
                                            "regisseurin",
                                            "reverend",
                                            "rower",
                                            "saint",
                                            "sanger",
                                            "sangerin",
                                            "sarkici",
                                            "sasiad",
                                            "sasiadka",
                                            "schauspieler",
                                            "schauspielerin",
                                            "schiedsrichter",
                                            "schreiner",
                                            "schriftsteller",
                                            "schriftstellerin",
                                            "sculptor",
                                            "sheriff",
                                            "singer",
                                            "skier",
                                            "soprano",
                                            "sprinter",
                                            "striker",
                                            "sturmer",
                                            "supermodel",
                                            "swimmer",
                                            "tenista",
                                            "tischler",
                                            "torwart",
                                            "trompettiste",
                                            "uncle",
                                            "vecina",
                                            "vecino",
                                            "violinist",
                                            "voisin",
                                            "voisine",
                                            "winger",
                                            "wrestler",
                                            "yazar",
                                            "zahnarzt",
                                            "zahnarztin",
                                            "ζωγραφοσ",
                                            "ηθοποιοσ",
                                            "ποιητησ",
                                            "τραγουδιστησ",
                                            "τραγουδιστρια",
                                            "актер",
                                            "актриса",
                                            "певец",
                                            "певица",
                                            "писатель",
                                            "сосед",
                                            "соседка",
                                            "футболист",
                                            "художник"};
static_assert(std::ranges::is_sorted(other_walks));

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
  return std::ranges::find(nominative_titles, folded) != std::end(nominative_titles);
}
bool is_relation(std::string_view folded) {
  return std::ranges::binary_search(relations, folded);
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
bool is_season(std::string_view folded) {
  return std::ranges::binary_search(seasons, folded);
}
bool is_german_word(std::string_view folded) {
  return std::ranges::binary_search(german_words, folded);
}

}  // namespace earshot::names
