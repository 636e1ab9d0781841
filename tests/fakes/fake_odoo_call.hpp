#pragma once

#include "fake_odoo.hpp"

#include <mutex>
#include <string>

namespace quittance::test {

template <typename Effect>
auto FakeOdoo::call(const std::string& method, Effect effect) {
    {
        const std::lock_guard lock(mutex_);
        ++calls;
    }
    if (before) {
        before(method);
    }
    auto result = [&] {
        const std::lock_guard lock(mutex_);
        return effect();
    }();
    if (after) {
        after(method);
    }
    return result;
}

}  // namespace quittance::test
