#include <boost/test/unit_test.hpp>

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "cgi/acceptor.h"

using namespace earshot::cgi;

BOOST_AUTO_TEST_SUITE(cgi_listen)

namespace {
struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "earshot-listen-XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string address() const { return "unix:" + (path / "s").string(); }
};

std::string refusal(const std::string& address, const std::string& group = "") {
  try {
    close(listen_on(address, group));
  } catch (const std::system_error& refused) {
    return refused.what();
  }
  return "";
}
bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_unix_socket_is_for_owner_and_group_only) {
  const Folder folder;
  const int fd = listen_on(folder.address());
  struct stat found {};
  BOOST_TEST(stat((folder.path / "s").c_str(), &found) == 0);
  BOOST_TEST((found.st_mode & 07777) == 0660u);
  close(fd);
}

BOOST_AUTO_TEST_CASE(a_socket_that_nobody_listens_on_is_replaced) {
  const Folder folder;
  close(listen_on(folder.address()));
  const int again = listen_on(folder.address());
  BOOST_TEST(again >= 0);
  close(again);
}

BOOST_AUTO_TEST_CASE(a_socket_that_a_program_listens_on_is_refused_and_stays) {
  const Folder folder;
  const int fd = listen_on(folder.address());
  BOOST_TEST(says(refusal(folder.address()), "a running program answers there"));
  BOOST_TEST(std::filesystem::exists(folder.path / "s"));
  close(fd);
}

BOOST_AUTO_TEST_CASE(any_other_file_is_refused_and_stays) {
  const Folder folder;
  std::ofstream(folder.path / "s") << "precious";
  const auto text = refusal(folder.address());
  BOOST_TEST(says(text, "no socket"));
  BOOST_TEST(says(text, folder.address()));
  BOOST_TEST(std::filesystem::file_size(folder.path / "s") == 8u);
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_is_not_followed) {
  const Folder folder;
  std::ofstream(folder.path / "precious") << "x";
  std::filesystem::create_symlink(folder.path / "precious", folder.path / "s");
  BOOST_TEST(says(refusal(folder.address()), "no socket"));
  BOOST_TEST(std::filesystem::exists(folder.path / "precious"));
}

BOOST_AUTO_TEST_CASE(addresses_that_are_none_are_refused_by_name) {
  BOOST_TEST(says(refusal("unix:"), "needs a path"));
  BOOST_TEST(says(refusal("unix:/" + std::string(200, 'a')), "107 bytes"));
  BOOST_TEST(says(refusal(":9000"), "expected"));
  BOOST_TEST(says(refusal("127.0.0.1"), "expected"));
  BOOST_TEST(says(refusal("127.0.0.1:http"), "127.0.0.1:http"));
}

BOOST_AUTO_TEST_CASE(an_unknown_group_is_refused_and_leaves_no_socket) {
  const Folder folder;
  BOOST_TEST(says(refusal(folder.address(), "no-such-group-here"), "no group no-such-group-here"));
  BOOST_TEST(!std::filesystem::exists(folder.path / "s"));
}

BOOST_AUTO_TEST_CASE(the_group_given_owns_the_socket) {
  const Folder folder;
  const struct group* own = getgrgid(getegid());
  BOOST_REQUIRE(own);
  const int fd = listen_on(folder.address(), own->gr_name);
  struct stat found {};
  BOOST_TEST(stat((folder.path / "s").c_str(), &found) == 0);
  BOOST_TEST(found.st_gid == getegid());
  close(fd);
}

BOOST_AUTO_TEST_CASE(tcp_listens_on_the_port_the_kernel_gives) {
  const int fd = listen_on("127.0.0.1:0");
  int listening = 0;
  socklen_t size = sizeof listening;
  BOOST_TEST(getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0);
  BOOST_TEST(listening == 1);
  const auto address = address_of(fd);
  BOOST_TEST(address.starts_with("127.0.0.1:"), address);
  BOOST_TEST(address != "127.0.0.1:0");
  BOOST_TEST(says(refusal(address), "in use"));
  close(fd);
}

BOOST_AUTO_TEST_CASE(a_unix_socket_tells_where_it_is) {
  const Folder folder;
  const int local = listen_on(folder.address());
  BOOST_TEST(address_of(local) == folder.address());
  close(local);
}

BOOST_AUTO_TEST_CASE(a_listening_socket_on_fd_0_means_fastcgi_whatever_the_environment_says) {
  const int kept = dup(0);
  setenv("GATEWAY_INTERFACE", "CGI/1.1", 1);
  const int fd = listen_on("127.0.0.1:0");
  dup2(fd, 0);
  const bool as_cgi_with_socket = started_as_cgi();
  const int inherited = inherited_socket();
  dup2(kept, 0);
  const bool as_cgi_without = started_as_cgi();
  unsetenv("GATEWAY_INTERFACE");
  BOOST_TEST(!as_cgi_with_socket);
  BOOST_TEST(inherited == 0);
  BOOST_TEST(as_cgi_without);
  BOOST_TEST(!started_as_cgi());
  BOOST_TEST(inherited_socket() == -1);
  close(fd);
  close(kept);
}

BOOST_AUTO_TEST_SUITE_END()
