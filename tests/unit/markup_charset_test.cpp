#include <boost/test/unit_test.hpp>

#include <string>

#include "base/text.h"
#include "markup/charset.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_charset)

BOOST_AUTO_TEST_CASE(a_declared_charset_is_obeyed) {
  BOOST_TEST(to_utf8("caf\xe9", "iso-8859-1", Sniff::none) == "café");
  BOOST_TEST(to_utf8("\xcf\xf0\xe8", "Windows-1251", Sniff::none) == "При");
  BOOST_TEST(to_utf8("\xf0\xd2\xc9", " koi8-r ", Sniff::none) == "При");
  BOOST_TEST(to_utf8("\x93\xfa\x96\x7b", "Shift_JIS", Sniff::none) == "日本");
  BOOST_TEST(to_utf8("\xc6\xfc\xcb\xdc", "EUC-JP", Sniff::none) == "日本");
  BOOST_TEST(to_utf8("\xc8\xd5\xb1\xbe", "gb2312", Sniff::none) == "日本");
  BOOST_TEST(to_utf8("\xa4\xe9\xa5\xbb", "big5", Sniff::none) == "日本");
  BOOST_TEST(to_utf8("\xc7\xd1", "euc-kr", Sniff::none) == "한");
  BOOST_TEST(to_utf8("\xa4", "iso-8859-15", Sniff::none) == "€");
}

BOOST_AUTO_TEST_CASE(latin_1_means_windows_1252_as_in_browsers) {
  BOOST_TEST(to_utf8("\x93x\x94", "ISO-8859-1", Sniff::none) == "“x”");
  BOOST_TEST(to_utf8("\x80", "us-ascii", Sniff::none) == "€");
  BOOST_TEST(to_utf8("Tran", "windows-1258", Sniff::none) == "Tran");  // to the last letter
}

BOOST_AUTO_TEST_CASE(without_a_charset_valid_utf_8_is_utf_8_and_the_rest_windows_1252) {
  BOOST_TEST(to_utf8("caf\xc3\xa9", "", Sniff::none) == "café");
  BOOST_TEST(to_utf8("caf\xe9", "", Sniff::none) == "café");
}

BOOST_AUTO_TEST_CASE(utf_7_and_unknown_names_count_as_not_given) {
  BOOST_TEST(to_utf8("+ADw-script+AD4- caf\xc3\xa9", "UTF-7", Sniff::none) == "+ADw-script+AD4- café");
  BOOST_TEST(to_utf8("caf\xc3\xa9", "x-nobody", Sniff::none) == "café");
  BOOST_TEST(to_utf8("caf\xc3\xa9", std::string(200000, 'x'), Sniff::none) == "café");
  BOOST_TEST(!is_like_ascii("utf-7"));
  BOOST_TEST(!is_like_ascii("utf-16"));
  BOOST_TEST(!is_like_ascii("unicode"));
  BOOST_TEST(!is_like_ascii("iso-2022-jp"));
  BOOST_TEST(!is_like_ascii(""));
  BOOST_TEST(is_like_ascii("UTF8"));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_wins_over_all) {
  BOOST_TEST(to_utf8("\xef\xbb\xbf"
                     "caf\xc3\xa9",
                     "iso-8859-1", Sniff::none) == "café");
  BOOST_TEST(to_utf8(std::string_view("\xff\xfe"
                                      "A\0\xe9\0",
                                      6),
                     "utf-8", Sniff::none) == "Aé");
  BOOST_TEST(to_utf8(std::string_view("\xfe\xff"
                                      "\0A\0\xe9",
                                      6),
                     "", Sniff::none) == "Aé");
  BOOST_TEST(to_utf8(std::string_view("\xff\xfe"
                                      "A\0\xe9",
                                      5),
                     "", Sniff::none)
                 .starts_with("A"));
}

BOOST_AUTO_TEST_CASE(meta_elements_are_asked_only_in_html) {
  const std::string page = "<meta charset=windows-1251>\xcf\xf0\xe8";
  BOOST_TEST(to_utf8(page, "", Sniff::html).ends_with("При"));
  BOOST_TEST(to_utf8(page, "", Sniff::none).ends_with("Ïðè"));
  BOOST_TEST(to_utf8("<META content='text/html; charset=\"koi8-r\"' HTTP-EQUIV=Content-Type>\xf0\xd2\xc9", "",
                     Sniff::html)
                 .ends_with("При"));
  BOOST_TEST(to_utf8("<!-- <meta charset=koi8-r> -->\xe9", "", Sniff::html).ends_with("é"));
  BOOST_TEST(to_utf8("<meta charset=utf-16>\xc3\xa9", "", Sniff::html).ends_with(">é"));
  BOOST_TEST(
      to_utf8("<?xml version='1.0' encoding='koi8-r'?>\xf0\xd2\xc9", "", Sniff::html).ends_with("При"));
  BOOST_TEST(to_utf8(page, "utf-8", Sniff::html).ends_with("\xEF\xBF\xBD"));
}

BOOST_AUTO_TEST_CASE(a_late_meta_element_counts_where_a_browser_meets_it) {
  const std::string page = "<meta charset=windows-1251>\xcf\xf0\xe8", far(1100, ' ');
  BOOST_TEST(to_utf8(far + page, "", Sniff::html).ends_with("При"));
  BOOST_TEST(to_utf8(far + page, "iso-8859-1", Sniff::html).ends_with("Ïðè"));
  BOOST_TEST(to_utf8("<script>" + far + page + "</script>", "", Sniff::html).find("Ïðè") !=
             std::string::npos);
  BOOST_TEST(to_utf8("<meta name=x>" + far + "<meta charset=utf-8><title>\xc5\x82\xc3\xb3\xff</title>", "",
                     Sniff::html)
                 .find("łó\xEF\xBF\xBD") != std::string::npos);
  BOOST_TEST(to_utf8(std::string(70000, ' ') + page, "", Sniff::html).ends_with("Ïðè"));
  BOOST_TEST(to_utf8("<meta http-equiv=content-type content='text/html charset = koi8-r'>\xf0\xd2\xc9", "",
                     Sniff::html)
                 .ends_with("При"));
}

BOOST_AUTO_TEST_CASE(labels_are_those_of_the_encoding_standard) {
  BOOST_TEST(to_utf8("\xcf\xf0\xe8", "cp1251", Sniff::none) == "При");
  BOOST_TEST(to_utf8("\x8f\xf0\xe8", "x-mac-cyrillic", Sniff::none) == "При");
  BOOST_TEST(to_utf8("\xf9\xec\xe5\xed", "visual", Sniff::none) == "שלום");
  BOOST_TEST(to_utf8("\x93x\x94", "iso_8859-1:1987", Sniff::none) == "“x”");
  BOOST_TEST(to_utf8("\xb1", " ISO-IR-101\n", Sniff::none) == "ą");
  BOOST_TEST(to_utf8("a\x80", "x-user-defined", Sniff::none) == "a\xEF\x9E\x80");
  BOOST_TEST(to_utf8("<a href=x>", "hz-gb-2312", Sniff::none) == "\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(utf_16_is_read_without_a_mark_and_stays_in_step_behind_half_a_pair) {
  const std::string_view russian("8\0\x1f\x04@\x04\x38\x04", 8);
  BOOST_TEST(to_utf8(russian, "utf-16le", Sniff::html) == "8При");
  BOOST_TEST(to_utf8(russian, "utf-16", Sniff::html) == "8При");
  BOOST_TEST(to_utf8(std::string_view("\x04\x1f\x04\x40", 4), "unicodefffe", Sniff::none) == "Пр");
  BOOST_TEST(to_utf8(std::string_view("\x00\xd8"
                                      "A\0"
                                      "B\0",
                                      6),
                     "utf-16le", Sniff::none) ==
             "\xEF\xBF\xBD"
             "AB");
}

BOOST_AUTO_TEST_CASE(bytes_behind_an_escape_of_iso_2022_jp_are_japanese_whatever_they_look_like) {
  BOOST_TEST(to_utf8("\x1b$BF|K\\8l\x1b(B!", "ISO-2022-JP", Sniff::html) == "日本語!");
  BOOST_TEST(to_utf8("\x1b(I1\x1b(J\\~\x1b(Bx", "csiso2022jp", Sniff::none) == "ｱ￥￣x");
  const std::string link = "<a href=http://x.example/>";
  for (const std::string escape : {"\x1b$B", "\x1b$@", "\x1b(I"}) {
    const std::string read = to_utf8("a" + escape + link, "iso-2022-jp", Sniff::html);
    BOOST_TEST(read.find_first_of("<>") == std::string::npos);
    BOOST_TEST(to_utf8("a" + escape + "\x1b(B" + link, "iso-2022-jp", Sniff::html) == "a" + link);
  }
  BOOST_TEST(to_utf8("\x1b$Z\xe9\x0e", "iso-2022-jp", Sniff::none) ==
             "\xEF\xBF\xBD$Z\xEF\xBF\xBD\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(bytes_that_mean_nothing_do_not_stop_the_rest) {
  BOOST_TEST(to_utf8("a\x81"
                     "b",
                     "windows-1252", Sniff::none) ==
             "a\xEF\xBF\xBD"
             "b");
  BOOST_TEST(to_utf8("a\xff"
                     "b",
                     "gbk", Sniff::none) ==
             "a\xEF\xBF\xBD"
             "b");
  for (const char* name : {"shift_jis", "euc-jp", "gb18030", "big5", "euc-kr", "windows-1255"}) {
    BOOST_TEST(is_utf8(to_utf8(std::string(100000, '\x81'), name, Sniff::none)));
  }
}

BOOST_AUTO_TEST_CASE(content_types_are_taken_apart) {
  BOOST_TEST(charset_of("text/html; Charset=\"UTF-8\"; x=y") == "UTF-8");
  BOOST_TEST(charset_of("text/html;x=y ;charset='koi8-r'") == "koi8-r");
  BOOST_TEST(charset_of("text/html; notcharset=x") == "");
  BOOST_TEST(charset_of("text/html") == "");
  BOOST_TEST(media_type_of(" Text/HTML ; charset=x") == "text/html");
  BOOST_TEST(media_type_of("") == "");
}

BOOST_AUTO_TEST_CASE(a_decoded_text_knows_where_its_characters_stand) {
  const auto stands_at = [](const std::string& bytes, Sniff sniff, const std::string& word) {
    const auto decoded = decode_mapped(bytes, sniff);
    BOOST_TEST(decoded.text() == to_utf8(bytes, "", sniff));
    const auto at = decoded.text().find(word);
    BOOST_REQUIRE(at != std::string::npos);
    const auto begin = decoded.origin(at), end = decoded.origin(at + word.size());
    BOOST_TEST(end <= bytes.size());
    return bytes.substr(begin, end - begin);
  };
  BOOST_TEST(stands_at("caf\xe9 Zo\xeb Strau\xdf!", Sniff::none, "Zoë Strauß") == "Zo\xeb Strau\xdf");
  BOOST_TEST(stands_at("Zo\xeb", Sniff::none, "Zoë") == "Zo\xeb");
  BOOST_TEST(stands_at("\x93\x01Zo\xeb\x94", Sniff::none, "Zoë") == "Zo\xeb");
  BOOST_TEST(stands_at("<meta charset=windows-1251>\xcf\xf0\xe8 \xcf\xf0", Sniff::html, "При") ==
             "\xcf\xf0\xe8");
  BOOST_TEST(stands_at("<meta charset=shift_jis>ab\x93\xfa\x96\x7b"
                       "c",
                       Sniff::html, "日本") == "\x93\xfa\x96\x7b");
  BOOST_TEST(stands_at("<meta charset=euc-jp>\xc6\xfc \xff\xcb\xdc.", Sniff::html, "本") == "\xcb\xdc");
  BOOST_TEST(stands_at("<meta charset=gb18030>\xc8\xd5\xb1\xbe \x95\x32\x82\x36!", Sniff::html, "本") ==
             "\xb1\xbe");
  BOOST_TEST(stands_at("<meta charset=windows-1258>Tran An", Sniff::html, "An") == "An");
  BOOST_TEST(stands_at("<meta charset=iso-2022-jp>a\x1b$BF|K\\\x1b(Bb", Sniff::html, "本") ==
             "K\\\x1b(B");  // with the escape behind it
  using namespace std::string_literals;
  BOOST_TEST(stands_at("\xff\xfe"
                       "a\0\xeb\0b\0"s,
                       Sniff::none, "ë") == "\xeb\0"s);
  BOOST_TEST(stands_at("\xfe\xff\xd8\x3d\xde\x00\0\xeb\0b"s, Sniff::none, "b") == "\0b"s);
  BOOST_TEST(stands_at("\xef\xbb\xbf"
                       "Zo\xc3\xab!",
                       Sniff::html, "Zoë") == "Zo\xc3\xab");
  BOOST_TEST(decode_mapped("", Sniff::html).origin(0) == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_read_as_utf_8_is_known_beforehand) {
  BOOST_TEST(is_read_as_utf8("Zo\xc3\xab", Sniff::none));
  BOOST_TEST(!is_read_as_utf8("Zo\xeb", Sniff::none));
  BOOST_TEST(is_read_as_utf8("<meta charset=utf-8>Zo\xeb", Sniff::html));
  BOOST_TEST(!is_read_as_utf8("\xff\xfe", Sniff::html));
}

BOOST_AUTO_TEST_SUITE_END()
