// Given names, and whether men or women bear them: "Mr. Ruiz" is not Ana Ruiz.
#include <algorithm>

#include "names/word_lists.h"

namespace earshot::names {

namespace {

// Set by hand, since the tool would take a line for each word.
// clang-format off
constexpr std::string_view women[] = {
    "abigail", "adele", "agatha", "agnes", "agnieszka", "aisha", "alejandra", "aleksandra", "alexandra",
    "alice", "alicia", "alison", "alma", "amanda", "amelia", "amy", "ana", "anastasia", "angela",
    "anita", "ann", "anna", "annabel", "anne", "annette", "annika", "antonia", "astrid", "audrey", "ava",
    "ayse", "barbara", "beatriz", "bella", "bernadette", "beth", "bettina", "betty", "beverly", "bianca",
    "birgit", "birgitta", "brenda", "bridget", "brigitte", "britta", "carina", "carla", "carmen",
    "carol", "caroline", "carolyn", "cassandra", "catherine", "cathy", "cecilia", "celeste", "charlotte",
    "cheryl", "chiara", "chloe", "christa", "christina", "christine", "cindy", "claire", "clara",
    "claudia", "colleen", "concepcion", "cornelia", "courtney", "cristina", "cynthia", "dagmar",
    "daniela", "danielle", "deborah", "debra", "delia", "denise", "diana", "diane", "donna", "doris",
    "dorota", "dorothy", "edith", "eileen", "eleanor", "elena", "elif", "elisabeth", "elizabeth", "elke",
    "ellen", "elsa", "emily", "emine", "emma", "erica", "erika", "erin", "esra", "estelle", "esther",
    "ethel", "eunice", "eva", "evelyn", "ewa", "fatima", "fatma", "felicia", "fiona", "flora", "frances",
    "francesca", "franziska", "frida", "gabriela", "gabriele", "genevieve", "geraldine", "gerda",
    "gertrud", "gillian", "gina", "gisela", "giulia", "gloria", "greta", "guadalupe", "gudrun", "gwen",
    "hanna", "hannah", "hanne", "harriet", "hatice", "hayley", "heather", "heidi", "heike", "helen",
    "helena", "helga", "henriette", "hilde", "hildegard", "hulya", "ida", "ilse", "imke", "ines", "inga",
    "inge", "ingrid", "inka", "irene", "irina", "irma", "irmgard", "isabel", "isabella", "isabelle",
    "jacqueline", "jana", "jane", "janet", "janice", "janine", "jasmin", "jeanne", "jennifer", "jenny",
    "jessica", "jill", "joan", "joanna", "jodie", "johanna", "josefina", "josephine", "josie", "joyce",
    "juana", "juanita", "judith", "judy", "julia", "julianne", "julie", "jutta", "karen", "karin",
    "kasia", "katarzyna", "kate", "katharina", "katherine", "kathleen", "kathryn", "kathy", "katie",
    "katja", "katrin", "kayla", "kerstin", "kimberly", "kinga", "kirsten", "kirsty", "kristin",
    "kristina", "kristine", "lana", "lara", "larissa", "laura", "lauren", "lea", "leah", "lena", "leni",
    "leona", "leyla", "lieselotte", "lillian", "linda", "lisa", "lola", "loretta", "lorraine", "lotte",
    "louise", "lucia", "lucie", "lucy", "luisa", "lydia", "lynn", "mabel", "madeleine", "magdalena",
    "maggie", "malgorzata", "mandy", "manuela", "marcia", "mareike", "maren", "margaret", "margarita",
    "margit", "maria", "mariana", "marianne", "marie", "marilyn", "marina", "marjorie", "marlene",
    "marta", "martha", "martina", "mary", "matilda", "maureen", "megan", "meike", "melanie", "melissa",
    "merle", "merve", "mia", "michaela", "michelle", "mildred", "miranda", "miriam", "monica", "monika",
    "myra", "nadia", "nadine", "nadja", "nancy", "naomi", "natalia", "natalie", "natasha", "nele",
    "nicole", "nina", "nora", "norma", "nuria", "olga", "olivia", "paloma", "pamela", "paola",
    "patricia", "paula", "paulina", "pauline", "penelope", "petra", "phoebe", "phyllis", "pilar",
    "priscilla", "rachel", "ramona", "raquel", "rebecca", "regina", "renate", "rhonda", "rita",
    "roberta", "rocio", "ronja", "rosa", "rosalind", "rosemary", "roxanne", "ruth", "sabine", "sabrina",
    "samantha", "sandra", "sara", "sarah", "selma", "sevgi", "sharon", "sheila", "shirley", "sibylle",
    "sigrid", "silke", "silvia", "simone", "sinead", "sofia", "solveig", "sonia", "sonja", "sophia",
    "sophie", "stefanie", "steffi", "stephanie", "susan", "susanna", "susanne", "suzanne", "svenja",
    "svetlana", "sylvia", "tamara", "tanja", "tanya", "tatjana", "teresa", "thelma", "theresa",
    "therese", "tiffany", "tina", "tracey", "ulla", "ulrike", "ursula", "ute", "valentina", "valerie",
    "vanessa", "vera", "verena", "veronica", "veronika", "victoria", "viktoria", "viola", "virginia",
    "waltraud", "wanda", "wendy", "wiebke", "wilma", "yasmin", "yolanda", "yvonne", "zehra", "zeynep",
    "zoe", "zofia", "αγγελικη", "αικατερινη", "αννα", "βασιλικη", "ελενη", "ιωαννα", "κατερινα", "μαρια",
    "σοφια", "χριστινα", "александра", "анастасия", "анна", "валентина", "вера", "галина", "дарья",
    "екатерина", "елена", "ирина", "ксения", "любовь", "людмила", "марина", "мария", "надежда",
    "наталья", "ольга", "полина", "светлана", "софия", "татьяна", "юлия"};
static_assert(std::ranges::is_sorted(women));

constexpr std::string_view men[] = {
    "aaron", "achim", "adam", "adrian", "ahmed", "ahmet", "alan", "albert", "alberto", "albrecht",
    "alejandro", "alexander", "alfred", "allan", "alois", "amir", "anders", "andre", "andreas", "andrew",
    "andrzej", "angelo", "anthony", "anton", "antonio", "armin", "arno", "arnold", "arthur", "artur",
    "axel", "barry", "bart", "bartosz", "bastian", "ben", "benedikt", "benjamin", "benoit", "bernard",
    "bernd", "bernhard", "bert", "bertram", "billy", "bjorn", "bob", "bobby", "boris", "brad", "bradley",
    "brandon", "brendan", "brent", "brett", "brian", "bruce", "bryan", "burak", "calvin", "carl",
    "carlos", "carsten", "cedric", "cem", "cesar", "charles", "christian", "christoph", "christophe",
    "christopher", "clarence", "claude", "claus", "clemens", "clifford", "clint", "colin", "connor",
    "conor", "corey", "cornelius", "craig", "cristian", "curtis", "damian", "daniel", "dariusz",
    "darren", "dave", "david", "dennis", "derek", "desmond", "detlef", "diego", "dieter", "dirk",
    "dmitri", "dmitry", "dominic", "dominik", "don", "donald", "doug", "douglas", "duncan", "dustin",
    "dylan", "eckhard", "edgar", "edmund", "eduardo", "edward", "edwin", "egon", "elias", "elijah",
    "elliot", "elmar", "emil", "emilio", "emre", "enrique", "erdem", "erhard", "eric", "erik", "ernest",
    "ernesto", "ernst", "erwin", "ethan", "eugene", "evan", "fabian", "fatih", "felipe", "felix",
    "ferdinand", "fernando", "finn", "florian", "francesco", "francisco", "frank", "franz", "fred",
    "frederick", "friedrich", "fritz", "gareth", "gary", "gavin", "geoff", "geoffrey", "georg", "george",
    "georges", "gerald", "gerard", "gerd", "gerhard", "gilbert", "giorgio", "giovanni", "glen", "glenn",
    "gonzalo", "gordon", "graham", "greg", "gregory", "grzegorz", "guido", "guillaume", "guillermo",
    "gunnar", "gunter", "gunther", "gustav", "hakan", "hannes", "hans", "harald", "harold", "harrison",
    "harry", "hartmut", "hasan", "hector", "heiko", "heinrich", "heinz", "helmut", "hendrik", "henri",
    "henrik", "henry", "herbert", "hermann", "holger", "homer", "horst", "howard", "hubert", "hugh",
    "hugo", "huseyin", "ian", "ibrahim", "ignacio", "igor", "isaac", "ismael", "ivan", "jack", "jacob",
    "jacques", "jake", "jakob", "jakub", "james", "jamie", "jared", "jaroslaw", "jason", "javier",
    "jeff", "jeffrey", "jens", "jeremy", "jerome", "jerry", "jerzy", "jesse", "jesus", "jim", "jimmy",
    "joachim", "jochen", "joe", "joel", "joerg", "johan", "johann", "johannes", "john", "johnny", "jon",
    "jonas", "jonathan", "jorg", "jorge", "jose", "josef", "joseph", "joshua", "juan", "juergen",
    "julian", "jurg", "jurgen", "justin", "kai", "karl", "karol", "karsten", "keith", "kemal", "kenneth",
    "kenny", "kevin", "klaas", "klaus", "kurt", "kyle", "larry", "lars", "laurent", "lawrence", "leo",
    "leon", "leonard", "leonardo", "leopold", "levent", "liam", "linus", "lloyd", "lorenzo", "lothar",
    "louis", "luc", "luca", "lucas", "luciano", "ludwig", "luigi", "luis", "lukas", "luke", "lutz",
    "maciej", "malcolm", "manfred", "manuel", "marc", "marcel", "marcin", "marco", "marcos", "marcus",
    "marek", "mario", "mariusz", "mark", "markus", "martin", "marvin", "massimo", "mathias", "mathieu",
    "mats", "matt", "matteo", "matthew", "matthias", "maurice", "maximilian", "mehmet", "melvin",
    "michael", "michal", "michel", "miguel", "mike", "mikhail", "mirko", "mohamed", "mohammed", "moritz",
    "murat", "mustafa", "nathan", "nathaniel", "neil", "nicholas", "nick", "nico", "nicolas", "niels",
    "nigel", "nikolai", "nikos", "nils", "noah", "norbert", "norman", "oguz", "olaf", "oleg", "oliver",
    "olivier", "omar", "orlando", "oscar", "osman", "otto", "owen", "pablo", "pascal", "patrick",
    "patrik", "paul", "pavel", "pawel", "pedro", "percy", "perry", "peter", "phil", "philip", "philipp",
    "philippe", "phillip", "pierre", "piet", "piotr", "przemyslaw", "quentin", "rafael", "rafal",
    "raimund", "rainer", "ralf", "ralph", "ramiro", "ramon", "randall", "randy", "raul", "raymond",
    "reginald", "reiner", "reinhard", "reinhold", "rene", "ricardo", "richard", "rick", "robert",
    "roberto", "rodney", "rodrigo", "roger", "roland", "rolf", "ron", "ronald", "rory", "roy", "ruben",
    "rudi", "rudiger", "rudolf", "ruediger", "rupert", "russell", "ryan", "salvador", "salvatore",
    "samuel", "santiago", "scott", "sean", "sebastian", "sebastien", "semih", "serdar", "sergei",
    "sergej", "sergey", "sergio", "seth", "shane", "shaun", "shawn", "sheldon", "sidney", "sigmund",
    "silvio", "simon", "slawomir", "stan", "stanislaw", "stanley", "stefan", "stefano", "steffen",
    "stephane", "stephen", "steve", "steven", "stuart", "sven", "szymon", "terence", "theodor", "thilo",
    "thomas", "thorsten", "tim", "timo", "timothy", "tobi", "tobias", "toby", "todd", "tom", "tomas",
    "tomasz", "tommy", "tony", "torsten", "travis", "trevor", "tyler", "ulf", "uli", "ulrich", "umut",
    "uwe", "valentin", "vicente", "victor", "vince", "vincent", "vladimir", "volker", "wally", "walter",
    "warren", "wayne", "werner", "wes", "wilbur", "wilfried", "wilhelm", "willi", "william", "willy",
    "winfried", "winston", "wojciech", "wolfgang", "xavier", "yann", "yannick", "yusuf", "zachary",
    "zbigniew", "αθανασιοσ", "βασιλησ", "γεωργιοσ", "γιαννησ", "γιωργοσ", "δημητρησ", "ιωαννησ",
    "κωνσταντινοσ", "κωστασ", "νικολαοσ", "νικοσ", "παναγιωτησ", "σταυροσ", "χρηστοσ", "александр",
    "алексеи", "андреи", "борис", "василии", "виктор", "владимир", "георгии", "дмитрии", "евгении",
    "иван", "игорь", "константин", "лев", "максим", "михаил", "николаи", "олег", "павел", "петр",
    "роман", "семен", "сергеи", "федор", "юрии"};
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
    "alex", "alexis", "andrea", "andy", "cameron", "camille", "charlie", "chris", "gabriel", "jan",
    "jean", "kelly", "kim", "leslie", "marion", "michele", "sam", "shannon", "terry", "tracy", "vivian"};
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
