// Given names, and whether men or women bear them: "Mr. Ruiz" is not Ana Ruiz.
#include <algorithm>

#include "names/word_lists.h"

namespace earshot::names {

namespace {

// Set by hand, since the tool would take a line for each word.
// clang-format off
constexpr std::string_view women[] = {
    "agnieszka", "aisha", "alejandra", "aleksandra", "alexandra", "alice", "alicia", "alison", "amanda",
    "amelia", "amy", "ana", "angela", "anita", "ann", "anna", "anne", "annette", "annika", "antonia",
    "astrid", "ayse", "barbara", "beatriz", "beth", "bettina", "betty", "birgit", "birgitta", "brenda",
    "bridget", "brigitte", "britta", "carina", "carla", "carmen", "carol", "caroline", "carolyn",
    "catherine", "cathy", "cecilia", "charlotte", "cheryl", "chiara", "chloe", "christa", "christina",
    "christine", "claire", "clara", "claudia", "concepcion", "cornelia", "cristina", "cynthia", "dagmar",
    "daniela", "deborah", "debra", "denise", "diana", "diane", "donna", "doris", "dorota", "dorothy",
    "edith", "eileen", "elena", "elif", "elisabeth", "elizabeth", "elke", "ellen", "emily", "emine", "emma",
    "erika", "esra", "esther", "eva", "evelyn", "ewa", "fatima", "fatma", "fiona", "frances", "francesca",
    "franziska", "frida", "gabriela", "gabriele", "gerda", "gertrud", "gisela", "giulia", "gloria", "greta",
    "guadalupe", "gudrun", "hanna", "hannah", "hanne", "hatice", "hayley", "heather", "heidi", "heike",
    "helen", "helga", "henriette", "hilde", "hildegard", "hulya", "imke", "ines", "inga", "inge", "ingrid",
    "inka", "irene", "irina", "irmgard", "isabel", "isabella", "isabelle", "jacqueline", "jana", "jane",
    "janet", "janice", "janine", "jasmin", "jeanne", "jennifer", "jenny", "jessica", "jill", "joan",
    "joanna", "johanna", "josefina", "josephine", "joyce", "juana", "juanita", "judith", "judy", "julia",
    "julie", "jutta", "karen", "karin", "kasia", "katarzyna", "kate", "katharina", "katherine", "kathleen",
    "kathryn", "katie", "katja", "katrin", "kerstin", "kinga", "kirsten", "kristin", "kristina", "kristine",
    "larissa", "laura", "lauren", "lea", "lena", "leni", "leyla", "lieselotte", "linda", "lisa", "lola",
    "lotte", "louise", "lucia", "lucie", "lucy", "luisa", "lydia", "lynn", "magdalena", "malgorzata",
    "mandy", "manuela", "mareike", "maren", "margaret", "margarita", "margit", "maria", "mariana",
    "marianne", "marie", "marilyn", "marina", "marlene", "marta", "martha", "martina", "mary", "megan",
    "meike", "melanie", "melissa", "merle", "merve", "mia", "michaela", "michelle", "miriam", "monica",
    "monika", "nadia", "nadine", "nadja", "nancy", "naomi", "natalia", "natalie", "natasha", "nele",
    "nicole", "nina", "nora", "nuria", "olga", "olivia", "paloma", "pamela", "paola", "patricia", "paula",
    "paulina", "pauline", "penelope", "petra", "phoebe", "pilar", "rachel", "ramona", "raquel", "rebecca",
    "regina", "renate", "rita", "rocio", "ronja", "rosa", "rosalind", "rosemary", "roxanne", "ruth",
    "sabine", "samantha", "sandra", "sara", "sarah", "selma", "sevgi", "sharon", "sheila", "shirley",
    "sibylle", "sigrid", "silke", "silvia", "simone", "sinead", "sofia", "solveig", "sonia", "sonja",
    "sophia", "sophie", "stefanie", "steffi", "stephanie", "susan", "susanna", "susanne", "svenja",
    "svetlana", "sylvia", "tamara", "tanja", "tatjana", "teresa", "theresa", "therese", "tina", "tracey",
    "ulla", "ulrike", "ursula", "ute", "valentina", "valerie", "vanessa", "vera", "verena", "veronica",
    "veronika", "victoria", "viktoria", "virginia", "waltraud", "wanda", "wiebke", "wilma", "yasmin",
    "yolanda", "yvonne", "zehra", "zeynep", "zoe", "zofia", "αγγελικη", "αικατερινη", "αννα", "βασιλικη",
    "ελενη", "ιωαννα", "κατερινα", "μαρια", "σοφια", "χριστινα", "александра", "анастасия", "анна",
    "валентина", "вера", "галина", "дарья", "екатерина", "елена", "ирина", "ксения", "любовь", "людмила",
    "марина", "мария", "надежда", "наталья", "ольга", "полина", "светлана", "софия", "татьяна", "юлия"};
static_assert(std::ranges::is_sorted(women));

constexpr std::string_view men[] = {
    "aaron", "achim", "adam", "adrian", "ahmed", "ahmet", "alan", "albert", "alberto", "albrecht",
    "alejandro", "alexander", "alfred", "alois", "amir", "anders", "andre", "andreas", "andrew", "andrzej",
    "angelo", "anthony", "anton", "antonio", "armin", "arno", "arnold", "arthur", "artur", "axel", "bart",
    "bartosz", "bastian", "ben", "benedikt", "benjamin", "benoit", "bernard", "bernd", "bernhard", "bert",
    "bertram", "billy", "bjorn", "bob", "bobby", "boris", "brad", "brandon", "brendan", "brian", "bruce",
    "bryan", "burak", "carl", "carlos", "carsten", "cem", "cesar", "charles", "christian", "christoph",
    "christophe", "christopher", "claude", "claus", "clemens", "clifford", "colin", "conor", "cornelius",
    "craig", "cristian", "daniel", "dariusz", "darren", "dave", "david", "dennis", "derek", "detlef",
    "diego", "dieter", "dirk", "dmitri", "dmitry", "dominik", "don", "donald", "doug", "douglas", "duncan",
    "dustin", "dylan", "eckhard", "edgar", "edmund", "eduardo", "edward", "edwin", "egon", "elmar", "emil",
    "emilio", "emre", "enrique", "erdem", "erhard", "eric", "erik", "ernesto", "ernst", "erwin", "ethan",
    "eugene", "fabian", "fatih", "felipe", "felix", "ferdinand", "fernando", "finn", "florian", "francesco",
    "francisco", "frank", "franz", "fred", "frederick", "friedrich", "fritz", "gareth", "gary", "gavin",
    "geoff", "geoffrey", "georg", "george", "georges", "gerald", "gerard", "gerd", "gerhard", "gilbert",
    "giorgio", "giovanni", "glenn", "gonzalo", "gordon", "graham", "greg", "gregory", "grzegorz", "guido",
    "guillaume", "guillermo", "gunnar", "gunter", "gunther", "gustav", "hakan", "hannes", "hans", "harald",
    "harold", "harrison", "harry", "hartmut", "hasan", "hector", "heiko", "heinrich", "heinz", "helmut",
    "hendrik", "henri", "henrik", "henry", "herbert", "hermann", "holger", "horst", "howard", "hubert",
    "hugh", "hugo", "huseyin", "ian", "ibrahim", "ignacio", "igor", "isaac", "ismael", "ivan", "jack",
    "jacob", "jacques", "jakob", "jakub", "james", "jamie", "jaroslaw", "jason", "javier", "jeff", "jeffrey",
    "jens", "jeremy", "jerry", "jerzy", "jesse", "jesus", "jim", "jimmy", "joachim", "jochen", "joe", "joel",
    "joerg", "johan", "johann", "johannes", "john", "johnny", "jon", "jonas", "jonathan", "jorg", "jorge",
    "jose", "josef", "joseph", "joshua", "juan", "juergen", "julian", "jurg", "jurgen", "justin", "kai",
    "karl", "karol", "karsten", "keith", "kemal", "kenneth", "kenny", "kevin", "klaas", "klaus", "kurt",
    "kyle", "larry", "lars", "laurent", "lawrence", "leo", "leon", "leonard", "leonardo", "leopold",
    "levent", "lloyd", "lorenzo", "lothar", "louis", "luc", "luca", "lucas", "luciano", "ludwig", "luigi",
    "luis", "lukas", "luke", "lutz", "maciej", "malcolm", "manfred", "manuel", "marc", "marcel", "marcin",
    "marco", "marcos", "marcus", "marek", "mario", "mariusz", "mark", "markus", "martin", "marvin",
    "massimo", "mathias", "mathieu", "mats", "matt", "matteo", "matthew", "matthias", "maurice",
    "maximilian", "mehmet", "michael", "michal", "michel", "miguel", "mike", "mikhail", "mirko", "mohamed",
    "mohammed", "moritz", "murat", "mustafa", "nathan", "neil", "nicholas", "nick", "nico", "nicolas",
    "niels", "nigel", "nikolai", "nikos", "nils", "noah", "norbert", "oguz", "olaf", "oleg", "oliver",
    "olivier", "omar", "orlando", "oscar", "osman", "otto", "owen", "pablo", "pascal", "patrick", "patrik",
    "paul", "pavel", "pawel", "pedro", "perry", "peter", "phil", "philip", "philipp", "philippe", "phillip",
    "pierre", "piet", "piotr", "przemyslaw", "rafael", "rafal", "raimund", "rainer", "ralf", "ralph",
    "ramiro", "ramon", "randy", "raul", "raymond", "reiner", "reinhard", "reinhold", "rene", "ricardo",
    "richard", "rick", "robert", "roberto", "rodrigo", "roger", "roland", "rolf", "ron", "ronald", "rory",
    "ruben", "rudi", "rudiger", "rudolf", "ruediger", "rupert", "russell", "ryan", "salvador", "salvatore",
    "samuel", "santiago", "scott", "sean", "sebastian", "sebastien", "semih", "serdar", "sergei", "sergej",
    "sergey", "sergio", "seth", "shane", "shawn", "sigmund", "silvio", "simon", "slawomir", "stan",
    "stanislaw", "stefan", "stefano", "steffen", "stephane", "stephen", "steve", "steven", "stuart", "sven",
    "szymon", "theodor", "thilo", "thomas", "thorsten", "tim", "timo", "timothy", "tobi", "tobias", "todd",
    "tom", "tomas", "tomasz", "tommy", "tony", "torsten", "travis", "trevor", "ulf", "uli", "ulrich", "umut",
    "uwe", "valentin", "vicente", "victor", "vince", "vincent", "vladimir", "volker", "wally", "walter",
    "warren", "wayne", "werner", "wes", "wilfried", "wilhelm", "willi", "william", "willy", "winfried",
    "wojciech", "wolfgang", "xavier", "yann", "yannick", "yusuf", "zbigniew", "αθανασιοσ", "βασιλησ",
    "γεωργιοσ", "γιαννησ", "γιωργοσ", "δημητρησ", "ιωαννησ", "κωνσταντινοσ", "κωστασ", "νικολαοσ", "νικοσ",
    "παναγιωτησ", "σταυροσ", "χρηστοσ", "александр", "алексеи", "андреи", "борис", "василии", "виктор",
    "владимир", "георгии", "дмитрии", "евгении", "иван", "игорь", "константин", "лев", "максим", "михаил",
    "николаи", "олег", "павел", "петр", "роман", "семен", "сергеи", "федор", "юрии"};
static_assert(std::ranges::is_sorted(men));

// These are words too: before another name they say nothing.
constexpr std::string_view women_in_words[] = {
    "amber", "april", "daisy", "dawn", "eve", "faith", "grace", "hazel", "holly", "hope", "iris", "ivy",
    "joy", "june", "lily", "may", "mercedes", "molly", "olive", "polly", "rosario", "rose", "ruby", "sally",
    "sandy", "sue", "violet"};
static_assert(std::ranges::is_sorted(women_in_words));

constexpr std::string_view men_in_words[] = {
    "ali", "angel", "art", "august", "bill", "chuck", "clay", "cliff", "curt", "dan", "dean", "drew", "gene",
    "grant", "guy", "hunter", "jay", "ken", "mason", "max", "mick", "miles", "norm", "ole", "per", "ray",
    "rex", "rich", "rob", "roman", "ross", "sid", "ted", "teo", "theo", "till", "veit", "wade", "will",
    "wim"};
static_assert(std::ranges::is_sorted(men_in_words));

constexpr std::string_view either[] = {
    "alex", "andrea", "andy", "camille", "charlie", "chris", "gabriel", "jan", "jean", "kelly", "kim",
    "marion", "michele", "sam", "terry", "tracy"};
static_assert(std::ranges::is_sorted(either));

constexpr std::string_view titles_of_women[] = {
    "bayan", "dame", "doctora", "dona", "dottoressa", "frau", "fraulein", "frl", "fru", "kollegin", "lady",
    "madam", "madame", "mademoiselle", "mevrouw", "miss", "mlle", "mme", "mrs", "ms", "mw", "pani", "pania",
    "profa", "profesora", "senora", "senorita", "signora", "sister", "sra", "srta", "κα", "κυρια", "κυριασ",
    "г-жа", "г-же", "г-жи", "г-жу", "госпожа", "госпоже", "госпожи", "госпожои", "госпожу"};
static_assert(std::ranges::is_sorted(titles_of_women));

constexpr std::string_view titles_of_men[] = {
    "bay", "dhr", "don", "heer", "herr", "herren", "herrn", "kollege", "lord", "m", "meneer", "monsieur",
    "mr", "pan", "pana", "panem", "panu", "senor", "sig", "signor", "sir", "sr", "κοσ", "κυριε",
    "κυριο", "κυριοσ", "κυριου", "г-н", "г-на", "г-ном", "г-ну", "господин", "господина", "господином",
    "господину"};
static_assert(std::ranges::is_sorted(titles_of_men));

// clang-format on

template <std::size_t N>
bool holds(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::binary_search(words, word);
}

}  // namespace

bool is_given_name(std::string_view folded) {
  return holds(women, folded) || holds(men, folded) || holds(either, folded);
}

bool contradicts(std::string_view title, std::string_view given) {
  const std::string_view first = given.substr(0, given.find('-'));
  if (holds(titles_of_women, title)) return holds(men, first) || holds(men_in_words, first);
  return holds(titles_of_men, title) && (holds(women, first) || holds(women_in_words, first));
}

}  // namespace earshot::names
