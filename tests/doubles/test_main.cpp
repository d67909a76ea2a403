// The entry point that every test program shares (Boost.Test as a shared library).
#define BOOST_TEST_MODULE earshot
#include <boost/test/unit_test.hpp>
