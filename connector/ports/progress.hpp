#pragma once

#include <string_view>

namespace quittance {

/// How far long work is. Called from one thread.
class Progress {
public:
    virtual ~Progress() = default;

    /// `done` of `total` (0: not known) of what `what` names: "lines stored".
    virtual void step(std::string_view what, int done, int total) = 0;
};

}  // namespace quittance
