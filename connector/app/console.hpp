#pragma once

#include "ports/progress.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace quittance {

/// What a command says: lines for people on standard output, or one JSON object as its last line
/// with `--json`; progress on standard error, and only where that is a terminal.
class Console final : public Progress {
public:
    explicit Console(bool json);

    void line(const std::string& text);
    void finish(const nlohmann::ordered_json& report);
    void problem(const std::string& text);

    void step(std::string_view what, int done, int total) override;

private:
    void clear_progress();

    bool json_;
    bool terminal_;
    bool progress_shown_ = false;
};

}  // namespace quittance
