// The phrases of agreement, by language. Included by agreement.cpp alone.
//
// Words are folded and apart by spaces; "a|b" is one of these, "<kind>" one of a kind listed below, "a?" may
// be missing. A phrase that denies and still agrees ("not the only one") is `despite`.
#pragma once
#include <string_view>

namespace earshot::phrases {

// In its clause: at its beginning but for an interjection; at its end but for words that only add to it.
enum class Place { anywhere, opening, closing, whole };

struct Phrase {
  std::string_view words;
  Place place = Place::anywhere;
  bool despite = false;
};

struct WordKind {
  std::string_view name, words;
};

// Set by hand, since the tool would take a line for each word.
// clang-format off
inline constexpr WordKind word_kinds[] = {
    {"i", "i|i'm|i've|im|ive|we|we're|we've"},
    {"adv", "actually|also|am|are|been|can|certainly|could|definitely|even|get|had|have|just|now|recently|still|too|was|were"},
    {"have", "bumped|encounter|encountered|encountering|experience|experienced|experiencing|face|faced|facing|find|found|get|getting|"
             "got|had|have|having|hit|hitting|notice|noticed|noticing|observe|observed|observing|ran|reproduce|reproduced|run|running|"
             "saw|see|seeing|seen|suffer|suffered|suffering"},
    {"this", "it|that|the|these|this|those"},
    {"problem", "behavior|behaviour|bug|bugs|crash|crashes|error|errors|experience|experiences|failure|fault|issue|issues|problem|"
                "problems|question|result|results|situation|story|symptom|symptoms|thing|things|trouble|troubles"},
    {"me", "me|mine|ours|us"},
    {"fully", "100|absolutely|also|completely|do|fully|strongly|totally|too|wholeheartedly"},
    {"happens", "happen|happened|happening|happens|occurred|occurs"},
    {"do", "am|are|can|could|did|do|does|had|has|have|is|was|were"},
    {"fails", "breaks|broke|crashed|crashes|died|dies|failed|fails|freezes|froze|hangs|hung|overheats|quit|quits|stalls|stopped|stops"},

    {"ich", "ich|wir"},
    {"mir", "mir|uns"},
    {"auch", "auch|ebenfalls|ebenso|genauso"},
    {"habe", "bekam|bekomme|bekommen|beobachte|hab|habe|haben|hatte|hatten|kenne|kennen|kriege|sah|sehe|sehen"},
    {"fehler", "arger|erfahrung|erfahrungen|erlebnis|fehler|fehlermeldung|frage|lage|meldung|phanomen|problem|probleme|schwierigkeiten|"
               "verhalten"},
    {"das", "das|den|die|dies|diese|diesen|dieses"},

    {"me-es", "me|nos"},
    {"pasa", "ha|ocurre|ocurrio|paso|pasa|pasaba|sucede|sucedia|sucedio"},
    {"tengo", "encontre|encontramos|he|hemos|sufro|tenemos|tengo|tenia|tuve|tuvimos|veo|vemos"},
    {"error", "caso|duda|error|errores|fallo|fallos|lio|problema|problemas"},

    {"j'ai", "j'ai|j'avais|nous|on|je"},
    {"ai", "a|ai|avais|avait|avions|avons|constate|constatons|eu|rencontre|rencontrons|subis|subissons|vois|voyons"},
    {"souci", "avis|bug|bugs|chose|comportement|constat|erreur|erreurs|experience|galere|probleme|problemes|souci|soucis"},
};

inline constexpr Phrase english_phrases[] = {
    {"me too|also|three", Place::whole},
    {"me as well", Place::whole},
    {"us|mine|ours too|also", Place::whole},
    {"to|for|with|on <me> too|also", Place::closing},
    {"to|for|with|on <me> as well"},
    {"same here", Place::opening},
    {"same for|with|on|as <me>", Place::opening},
    {"same <problem> here"},
    {"<this>? exact|exactly? <this>? very? same <problem>", Place::opening},
    {"<i> <adv>? <adv>? <have> into|with|from|on? exactly? the|this|that? exact|very? same"},
    {"having|getting|got|had|seeing|saw|ran|running|experiencing|experienced|hitting|facing into? exactly? the exact|very? same <problem>?",
     Place::opening},
    {"<i> <adv>? <have> into|with|from? <this> exact|same? <problem>? too|also", Place::closing},
    {"<i> <adv>? <have> into|with|from? <this> exact|same? <problem>? as well"},
    {"<i> <adv>? also|too <adv>? <have> into|with|from? this|it|these|those"},
    {"<happens> to|for|with|on|here <me>? <adv>? too|also", Place::closing},
    {"<happens> to|for|with|on|here <me>? as well"},
    {"also <happens> here|to|for|with|on"},
    {"same|similar thing|story <happens> to|for|with|on|here"},
    {"same <happens> to|for|with|on|here <me>"},
    {"mine|ours <do>|<fails> <this>? exact|exactly? same"},
    {"mine|ours <do>|<fails> too|also", Place::closing},
    {"mine|ours <do>|<fails> as well"},
    {"here too|also|aswell", Place::whole},
    {"here as well", Place::whole},
    {"so <do> i|we|mine|ours", Place::whole},
    {"as <do> i|we|mine|ours", Place::whole},
    {"count me|us in"},
    {"add me|us to the|this|that|your list"},
    {"in the same boat"},
    {"another one|person|user|voice here|too", Place::opening},
    {"<i> also|heartily? second|third this|that|it"},
    {"seconded|ditto|likewise|agreed|+1|:+1:", Place::whole},
    {"plus one", Place::whole},
    {"i'd|i'll|i|we +1"},
    {"<i> can|also? confirm|second this|that|it|the"},
    {"can confirm", Place::opening},
    {"confirmed here|too", Place::opening},
    {"<i> <fully>? <fully>? agree with|that|completely|fully|totally|100|wholeheartedly|here"},
    {"<i> <fully>? <fully>? agree", Place::closing},
    {"totally|completely|fully|absolutely|wholeheartedly agree|agreed", Place::opening},
    {"my|our sentiments|thoughts|experience|feelings|problem exactly"},
    {"exactly my|our thoughts|experience|problem|words|feelings"},
    {"<i> think|thought|feel|felt|noticed|find|found|say|said exactly? the same"},
    {"couldn't|could|cannot|can't|can not? agree more", Place::anywhere, true},
    {"<i> am? not the only one", Place::anywhere, true},
    {"<i>|you|you're am|are? definitely|certainly? not the only one|ones|person", Place::anywhere, true},
    {"not just|only me|you", Place::anywhere, true},
    {"<i>|you|you're am|are? not alone", Place::anywhere, true},
    {"to|for|with|on <me> either", Place::closing, true},
    {"me neither", Place::whole, true},
    {"neither|nor <do> i|we|mine|ours", Place::whole, true},
    {"mine|ours doesn't|won't|didn't|isn't|can't|doesnt|wont|does|did not? work|start|run|go? either", Place::anywhere, true},
    {"<i> can't|couldn't|don't|didn't|haven't|won't|cannot|dont get|make|see|find|have|like|understand|log|use <this>|in? to? work? either",
     Place::closing, true},
};

inline constexpr Phrase german_phrases[] = {
    {"ich|wir|mir|uns|mich auch", Place::whole},
    {"ich|wir|mir|uns|mich auch nicht", Place::whole, true},
    {"bei|fur|mit <mir>|mich|meinem|meiner auch|ebenfalls|ebenso|genauso|dasselbe", Place::closing},
    {"bei|fur <mir>|mich <auch> so"},
    {"auch|ebenso|genauso bei <mir>", Place::closing},
    {"bei <mir>|meinem|meiner auch|ebenfalls nicht", Place::anywhere, true},
    {"geht|gehts|geht's|ging|erging|ergeht es? <mir> <auch>|ahnlich|so|gleich"},
    {"<mir> geht|gehts|geht's|ging|ergeht|erging es|das? <auch>|ahnlich|gleich"},
    {"bei|genau <mir> ist|war|tritt|passiert|kommt|sieht es|das? auch|genauso|ebenso|dasselbe"},
    {"ist|war|sieht es|das? bei <mir> <auch>|dasselbe|nicht anders"},
    {"passiert|passierte|ist|kennt|trifft <mir>|mich <auch>", Place::closing},
    {"passiert|trat|tritt|kommt es|das? bei <mir> <auch>"},
    {"genau? das|exakt gleiche|selbe <fehler>|hier|bei|spiel|thema", Place::opening},
    {"genau? dasselbe|gleiches|selbes <fehler>|hier|bei|spiel|thema|problem", Place::opening},
    {"gleicher|selber fehler|effekt|arger hier|bei", Place::opening},
    {"<habe> <ich>? auch? genau|exakt? das|die|den|dieselbe|dieselben|denselben|dasselbe gleiche|gleichen|selbe|selben? gleichen|gleiche? "
     "<fehler> <auch>", Place::closing},
    {"<habe> <ich>? auch? genau|exakt? das|die|den|dieses|diesen|dieses gleiche|gleichen|selbe|selben <fehler>"},
    {"<habe> <ich>? auch? genau|exakt? dieselbe|dieselben|denselben|dasselbe <fehler>"},
    {"<das>|<fehler> <habe> <ich> <auch>", Place::closing},
    {"<das>|<fehler> <ich>? <auch> <habe>", Place::closing},
    {"<habe> <ich>? auch|ebenfalls <das>|genau|exakt <fehler>|das"},
    {"<ich>? kann|konnen <ich>? das|es|dies? nur|leider|auch? bestatigen"},
    {"schliesse|schliessen <ich>? mich|uns dem? an"},
    {"<ich> stimme|stimmen dir|ihm|ihr|dem|ihnen|euch|da? voll|vollig|absolut|ganz? und? ganz? zu"},
    {"stimme|stimmen dir|ihm|ihr|dem|ihnen|euch|da voll|vollig|absolut|ganz? und? ganz? zu", Place::opening},
    {"sehe|sehen|finde|denke ich|wir|das auch|genauso|ebenso|genau so?", Place::closing},
    {"hier auch|ebenso|ebenfalls|dasselbe|genauso", Place::whole},
    {"auch hier", Place::whole},
    {"dito|ebenso|genauso|idem", Place::whole},
    {"volle|vollste|absolute zustimmung", Place::whole},
    {"ganz|voll|genau deiner|ihrer|meine|meiner meinung", Place::opening},
    {"<ich>? auch? dafur|dabei", Place::whole},
    {"<ich>|du|sie bin|bist|sind nicht der|die|damit? einzige|einziger|einzigen|allein|alleine", Place::anywhere, true},
    {"bin <ich>? ja? wohl? nicht der|die|damit? einzige|allein|alleine", Place::anywhere, true},
    {"meiner|meine|meins|unserer|unsere auch", Place::whole},
    {"meiner|meine|meins|unserer|unsere macht|tut|hat|ist auch|genau|das das|dasselbe|gleiche|selbe", Place::anywhere},
};

inline constexpr Phrase spanish_phrases[] = {
    {"yo|nosotros|nosotras tambien", Place::whole},
    {"a mi|nosotros tambien", Place::whole},
    {"yo|nosotros tambien <tengo>"},
    {"yo|nosotros tampoco", Place::whole, true},
    {"a mi|nosotros tampoco", Place::anywhere, true},
    {"tampoco <me-es> funciona|va|sirve|arranca", Place::anywhere, true},
    {"tambien a? mi? <me-es> <pasa>|falla|fallo"},
    {"<me-es> esta? <pasa>|pasando pasado|ocurrido? exactamente|exacto? lo mismo"},
    {"<me-es> <pasa> igual|tambien"},
    {"lo mismo <me-es> <pasa>", Place::anywhere},
    {"lo mismo aqui|digo|aca|por|conmigo", Place::opening},
    {"<tengo> tenido? exactamente? el|los|la mismo|mismos|misma <error>"},
    {"tambien <tengo> ese|este|el|el|tenido mismo? <error>"},
    {"el? mismo <error>", Place::opening},
    {"igual que? yo|aqui|por aqui?", Place::whole},
    {"idem|secundo|igualmente", Place::whole},
    {"confirmo que|lo|el", Place::opening},
    {"lo confirmo|secundo", Place::opening},
    {"estoy|estamos totalmente|completamente|muy? de acuerdo"},
    {"totalmente|completamente de acuerdo", Place::opening},
    {"<me-es> sumo|uno|sumamos|unimos a|al"},
    {"no soy|eres|somos el|la|los unico|unica|unicos", Place::anywhere, true},
    {"pienso|opino|creo|opinamos exactamente? lo mismo|igual"},
};

inline constexpr Phrase french_phrases[] = {
    {"moi|nous aussi|pareil|idem", Place::opening},
    {"chez|pour|avec moi|nous aussi|pareil|idem|egalement", Place::closing},
    {"aussi|pareil|idem chez|pour|ici moi|nous?", Place::closing},
    {"moi|nous non plus", Place::whole, true},
    {"chez|pour moi|nous non plus", Place::closing, true},
    {"pareil|idem|pareillement", Place::whole},
    {"exactement? le|la? meme <souci>", Place::opening},
    {"<j'ai> <ai>? <ai>? exactement|aussi|egalement? le|les|la meme|memes <souci>"},
    {"<j'ai> <ai>? aussi|egalement <ai>? ce|cette|le|la|un|eu <souci>"},
    {"ca|cela m'arrive|m'est|nous|me|m'a arrive|fait? aussi|egalement|pareil"},
    {"c'est|c'etait pareil|idem|exactement|aussi le|la? cas|meme? <souci>? pour|chez moi|nous"},
    {"la? meme chose pour|chez moi|nous"},
    {"je|nous le? confirme|confirmons"},
    {"je|nous suis|sommes tout|entierement|totalement|completement? a? fait? d'accord"},
    {"entierement|totalement|completement d'accord", Place::opening},
    {"tout a fait d'accord", Place::opening},
    {"je pense|dis|constate exactement? la|pareil meme? chose?", Place::closing},
    {"je plussoie|seconde"},
    {"n'es|n'etes|suis|es|etes pas le|la|les seul|seule|seuls", Place::anywhere, true},
};

// What may stand before a phrase that opens its clause.
inline constexpr std::string_view interjections =
    "absolutely|ah|alas|and|argh|aussi|ay|but|damn|definitely|et|exactly|genau|hallo|hello|hey|hi|hm|hmm|hola|indeed|ja|jep|jo|jup|leider|"
    "lol|oh|ok|okay|ouch|oui|pero|really|sadly|si|sigh|so|tja|ugh|und|unfortunately|vraiment|well|wow|y|ya|yeah|yep|yes|yup";

// What may stand behind a phrase that closes its clause: it only adds to it.
inline constexpr std::string_view continuations =
    "aber|about|after|again|ahora|all|and|aqui|as|at|auf|aujourd'hui|avec|because|bei|but|con|dans|de|depuis|desde|en|et|ever|every|"
    "exactly|for|from|here|heute|hier|hoy|i|i'm|ici|im|in|it|it's|mais|mit|my|nach|now|of|on|pero|please|seit|since|so|sur|thanks|though|today|"
    "und|unfortunately|unter|using|we|wenn|when|while|with|y|yesterday";

// Before the phrase, in its clause: it is denied.
inline constexpr std::string_view denials =
    "aren't|aucun|aucune|can't|cannot|couldn't|didn't|didnt|disagree|doesn't|doesnt|don't|dont|hadn't|hardly|hasn't|hasnt|haven't|havent|"
    "isn't|isnt|jamais|jamas|kaum|kein|keine|keinen|keiner|keinerlei|keins|n'a|n'ai|n'avons|nadie|ne|neither|never|nicht|nie|niemals|"
    "niemand|ningun|ninguna|no|nobody|none|not|nunca|ohne|pas|personne|rarely|sans|seldom|sin|tampoco|thankfully|unlike|wasn't|weder|"
    "weren't|without|won't|wont|wouldn't";

// Right behind the phrase.
inline constexpr std::string_view late_denials = "anymore|mehr|never|nicht|nie|no|not|pas";

// Words that open a question in which the phrase is asked of others.
inline constexpr std::string_view askers =
    "alguien|anybody|anyone|are|avez|can|could|did|do|does|est-ce|gibt|habt|has|hast|hat|have|hay|is|ist|jemand|kennt|ob|quelqu'un|qui|"
    "quien|sind|somebody|someone|tiene|warum|was|wer|were|who|why|wieso|would";

// The phrase holds only under a condition.
inline constexpr std::string_view conditions =
    "bis|falls|if|imagine|ob|quand|sobald|sollte|suppose|unless|until|wenn|whenever|whether";
// clang-format on

}  // namespace earshot::phrases
