// The comparison for every figure of the program: the same acceptor, 200 bytes, nothing else.
//   bare_fcgi_bench unix:/path/of/socket [workers [group]]
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include "cgi/acceptor.h"

namespace {
earshot::cgi::Acceptor* running = nullptr;  // for the signal, which has no other way to it
}

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: bare_fcgi_bench unix:PATH|HOST:PORT [workers [group]]\n";
    return 2;
  }
  earshot::cgi::AcceptorSettings settings;
  if (argc > 2) settings.workers = std::atoi(argv[2]);
  settings.limits.body_bytes = 1024 * 1024;
  earshot::cgi::Acceptor acceptor(settings, [](const earshot::cgi::Request&) {
    return earshot::cgi::Response{200, "text/plain", std::string(200, 'x'), {}};
  });
  running = &acceptor;
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, [](int) { running->stop(); });
  try {
    const int fd = earshot::cgi::listen_on(argv[1], argc > 3 ? argv[3] : "");
    acceptor.run(fd);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
  }
  return 0;
}
