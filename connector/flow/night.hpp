#pragma once

#include <functional>
#include <string>
#include <vector>

namespace quittance {

/// How one stage of the night ended; the code is the command's exit code.
struct StageEnd {
    std::string name;
    int exit_code = 0;
    std::string summary;
};

/// A stage of the night. Its `run` answers code and sentence; it may throw PortError.
struct NightStage {
    std::string name;
    std::function<StageEnd()> run;
};

struct NightReport {
    std::vector<StageEnd> stages;
    int exit_code = 0;

    [[nodiscard]] std::string summary() const;
};

/// Runs the stages in order. One that fails or is stopped does not keep the later ones from their
/// work: what was collected is still reconciled. The night's code is the gravest of the stages'
/// (4, 3, 2, 1, 0).
[[nodiscard]] NightReport night(const std::vector<NightStage>& stages);

}  // namespace quittance
