#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "cgi/acceptor.h"

using namespace earshot::cgi;

BOOST_AUTO_TEST_SUITE(cgi_run)

namespace {

struct Run {
  int exit_code = -1;
  std::string output;
};

// A child process with the environment, standard input and output that a web server gives a CGI program.
Run run_cgi(const std::map<std::string, std::string>& environment, const std::string& input,
            const Answer& answer, AcceptorSettings settings = {}) {
  int in[2], out[2];
  BOOST_REQUIRE(pipe(in) == 0);
  BOOST_REQUIRE(pipe(out) == 0);
  std::cout.flush();  // else what the test program has not yet written comes out of the child as well
  const pid_t child = fork();
  if (child == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    clearenv();
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    _exit(started_as_cgi() ? answer_one_cgi_request(settings, answer) : 99);
  }
  close(in[0]);
  close(out[1]);
  const auto put = write(in[1], input.data(), input.size());
  BOOST_TEST(put == static_cast<ssize_t>(input.size()));
  close(in[1]);
  Run run;
  char piece[4096];
  for (ssize_t got = 0; (got = read(out[0], piece, sizeof piece)) > 0;)
    run.output.append(piece, static_cast<std::size_t>(got));
  close(out[0]);
  int status = 0;
  waitpid(child, &status, 0);
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

Response tell(const Request& request) {
  return {200,
          "text/plain",
          request.script_name + " " + request.path + " [" + request.body + "]" +
              (request.body_too_long ? "+" : ""),
          {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_request_from_the_environment_is_answered_on_standard_output) {
  const auto run = run_cgi({{"GATEWAY_INTERFACE", "CGI/1.1"},
                            {"REQUEST_METHOD", "POST"},
                            {"SCRIPT_NAME", "/cgi-bin/earshot"},
                            {"PATH_INFO", "/webmention"},
                            {"CONTENT_LENGTH", "5"}},
                           "hello and what follows", tell);
  BOOST_TEST(run.exit_code == 0);
  BOOST_TEST(run.output.ends_with("\r\n\r\n/cgi-bin/earshot webmention [hello]"), run.output);
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_told_and_not_read) {
  AcceptorSettings settings;
  settings.limits.body_bytes = 3;
  const auto run =
      run_cgi({{"GATEWAY_INTERFACE", "CGI/1.1"}, {"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "5"}},
              "hello", tell, settings);
  BOOST_TEST(run.output.ends_with("[]+"));
}

BOOST_AUTO_TEST_CASE(a_body_cut_short_is_refused) {
  const auto run =
      run_cgi({{"GATEWAY_INTERFACE", "CGI/1.1"}, {"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "50"}},
              "hello", tell);
  BOOST_TEST(run.output.starts_with("Status: 400 "));
}

BOOST_AUTO_TEST_CASE(HEAD_has_no_body_and_a_throwing_answer_is_500) {
  const auto head = run_cgi({{"GATEWAY_INTERFACE", "CGI/1.1"}, {"REQUEST_METHOD", "HEAD"}}, "", tell);
  BOOST_TEST(head.output.ends_with("\r\n\r\n"));
  const auto thrown = run_cgi({{"GATEWAY_INTERFACE", "CGI/1.1"}, {"REQUEST_METHOD", "GET"}}, "",
                              [](const Request&) -> Response { throw std::runtime_error("on purpose"); });
  BOOST_TEST(thrown.exit_code == 0);
  BOOST_TEST(thrown.output.starts_with("Status: 500 "));
}

BOOST_AUTO_TEST_CASE(without_GATEWAY_INTERFACE_it_is_no_CGI) {
  BOOST_TEST(run_cgi({{"REQUEST_METHOD", "GET"}}, "", tell).exit_code == 99);
}

BOOST_AUTO_TEST_SUITE_END()
