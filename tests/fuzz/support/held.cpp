#include "support/held.hpp"

#include <cstdio>
#include <cstdlib>

namespace quittance::fuzz {

void held(bool promise, const std::string& broken) {
    if (!promise) {
        std::fprintf(stderr, "Not held: %s\n", broken.c_str());
        std::abort();
    }
}

}  // namespace quittance::fuzz
