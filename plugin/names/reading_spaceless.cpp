// Where a name ends in scripts that put no space between words: by what stands right beside it.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"

namespace earshot::names {

namespace {

bool katakana(char32_t c) {
  return c >= 0x30A1 && c <= 0x30FF && c != 0x30FB;
}
bool hiragana(char32_t c) {
  return c >= 0x3041 && c <= 0x309F;
}
bool hangul(char32_t c) {
  return c >= 0xAC00 && c <= 0xD7A3;
}
bool han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || c == 0x3005 || c >= 0x20000;
}

// Without kana Japanese cannot be told from Chinese but by its surnames.
constexpr std::string_view japanese_surnames[] = {
    "三浦", "上田", "上野", "中山",   "中島", "中川", "中村", "中野", "丸山", "久保", "井上", "今井", "伊藤",
    "佐藤", "佐野", "内田", "前田",   "加藤", "千葉", "原田", "吉田", "和田", "坂本", "増田", "大塚", "大野",
    "太田", "安藤", "宮崎", "宮本",   "小山", "小島", "小川", "小林", "小野", "山下", "山口", "山崎", "山本",
    "山田", "岡本", "岡田", "岩崎",   "工藤", "市川", "平野", "後藤", "斉藤", "斎藤", "新井", "木下", "木村",
    "本田", "杉山", "杉本", "村上",   "村田", "松井", "松尾", "松本", "松田", "柴田", "桜井", "森田", "横山",
    "橋本", "武田", "池田", "河野",   "清水", "渡辺", "渡邊", "田中", "田村", "石井", "石川", "石田", "福田",
    "竹内", "菅原", "菊地", "藤井",   "藤原", "藤本", "藤田", "西村", "谷口", "近藤", "遠藤", "酒井", "野口",
    "野村", "金子", "鈴木", "長谷川", "阿部", "青木", "高木", "高橋", "高田"};

// What stands behind a whole name: how its bearer is addressed, what he is.
constexpr std::string_view behind_names[] = {
    "様",     "氏",     "君",           "殿",       "先生",       "先輩",        "部長", "課長",
    "社長",   "係長",   "会長",         "室長",     "店長",       "局長",        "所長", "主任",
    "専務",   "常務",   "教授",         "博士",     "監督",       "選手",        "記者", "夫妻",
    "両氏",   "自身",   "本人",         "以外",     "同様",       "達",          "サン", "クン",
    "チャン", "コーチ", "マネージャー", "リーダー", "キャプテン", "ディレクター"};
constexpr std::string_view before_names[] = {"部長", "課長", "社長", "会長", "店長", "主任", "担当",
                                             "弊社", "当社", "同社", "記者", "著者", "作者", "講師",
                                             "監督", "選手", "教授", "同僚", "友人", "上司"};

template <std::size_t N>
bool begins_with_any(std::string_view text, const std::string_view (&words)[N]) {
  return std::ranges::any_of(words, [&](std::string_view each) { return text.starts_with(each); });
}
template <std::size_t N>
bool ends_with_any(std::string_view text, const std::string_view (&words)[N]) {
  return std::ranges::any_of(words, [&](std::string_view each) { return text.ends_with(each); });
}

bool holds_kana(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (hiragana(c) || katakana(c)) return true;
  }
  return false;
}

// A vowel or tone that belongs to the character before it, or a vowel that begins a syllable behind it.
bool thai_inside(char32_t left, char32_t right) {
  return (left >= 0x0E40 && left <= 0x0E44) || (right >= 0x0E30 && right <= 0x0E3A) ||
         (right >= 0x0E45 && right <= 0x0E4E && right != 0x0E46);
}

}  // namespace

bool Reading::spaceless_borders_fit(Range place) const {
  const std::string_view text = passage_.text();
  const char32_t left = passage_.before(place.begin), right = passage_.behind(place.end);
  const char32_t first = passage_.behind(place.begin), last = passage_.before(place.end);
  if (right == 0x3099 || right == 0x309A || thai_inside(left, right)) return false;
  if (hangul(first) || hangul(last)) return hangul_borders_fit(place);
  const bool called = begins_with_any(text.substr(place.end), behind_names);
  if (katakana(first) &&
      (katakana(left) || (left == U'・' && place.begin > 6 && katakana(passage_.before(place.begin - 3)))))
    return false;
  if (katakana(last) && !called &&
      (katakana(right) || (right == U'・' && katakana(passage_.behind(place.end + 3)))))
    return false;
  constexpr std::u32string_view particles = U"はがをにでともへのやよねかさくちだなまらっ";
  if (hiragana(first) && hiragana(left) && particles.find(left) == std::u32string_view::npos) return false;
  if (hiragana(last) && hiragana(right) && particles.find(right) == std::u32string_view::npos) return false;
  return !han(last) || han_borders_fit(place, called);
}

// "박지민이", "박지민 씨": particles and what people are called join the name, another syllable is another
// name.
bool Reading::hangul_borders_fit(Range place) const {
  const char32_t left = passage_.before(place.begin), right = passage_.behind(place.end);
  constexpr std::u32string_view particles =
      U"은는이가을를의에와과도로님씨께만부까라입한야아랑처보군양선팀기대사교";
  return !(hangul(passage_.behind(place.begin)) && hangul(left)) &&
         (!hangul(right) || particles.find(right) != std::u32string_view::npos);
}

// A short name beside a further Han character is mostly a part of a longer name or word in Japanese, where
// particles and titles stand between words; in Chinese, where nothing does, it mostly is the name.
bool Reading::han_borders_fit(Range place, bool called) const {
  const std::string_view text = passage_.text();
  const char32_t left = passage_.before(place.begin), right = passage_.behind(place.end);
  const std::size_t length = count_characters(passage_.of(place));
  if (right == U'丸') return false;  // a ship
  if (!kana_) kana_ = holds_kana(cut(text, 20'000));
  const bool japanese = *kana_ || begins_with_any(passage_.of(place), japanese_surnames) ||
                        holds_kana(passage_.of(passage_.sentence(place.begin)));
  if (!japanese) {
    constexpr std::u32string_view third =
        U"强东民国华军杰峰涛磊鹏飞龙林辉波玲丽芳红娟霞燕英刚勇斌俊宁福祥彬豪哲浩亮翔旭泽晨栋维琛钧楠秀慧娜静"
        U"淑惠珠雅"
        U"芝玉萍娥芬菊兰凤洁梅琳莲媛艳佳嘉琼莉倩婷婉颖瑶怡丹蓉琴薇欣菲";
    constexpr std::string_view tomorrow[] = {"明天", "明年", "明日", "明白", "明确"};
    const bool longer = third.find(right) != std::u32string_view::npos ||
                        (right == U'明' && !begins_with_any(text.substr(place.end), tomorrow));
    return length > 2 || !longer;
  }
  if (length < 4 && han(left) && !ends_with_any(text.substr(0, place.begin), before_names)) return false;
  constexpr std::u32string_view given_ends = U"郎朗子美男夫雄彦太代江恵香之";  // 田中健二 in 田中健二郎
  if (length > 3 && given_ends.find(right) != std::u32string_view::npos) return false;
  return called || length > 3 || (!han(right) && !(length < 3 && katakana(right)));
}

}  // namespace earshot::names
