#include "flow/night.hpp"

#include "support/port_error.hpp"

#include <algorithm>

namespace quittance {
namespace {

int code_of(const PortError& error) {
    switch (error.advice()) {
        case Advice::fix_configuration:
            return 2;
        case Advice::fix_data:
            return 1;
        case Advice::retry_later:
        case Advice::ask_first:
            break;
    }
    return 3;
}

StageEnd ended(const NightStage& stage) {
    try {
        StageEnd end = stage.run();
        end.name = stage.name;
        return end;
    } catch (const PortError& error) {
        return {stage.name, code_of(error), error.what()};
    }
}

}  // namespace

std::string NightReport::summary() const {
    std::string text;
    for (const StageEnd& stage : stages) {
        text += (text.empty() ? "" : " | ") + stage.name + ": " + stage.summary;
    }
    return text;
}

NightReport night(const std::vector<NightStage>& stages) {
    NightReport report;
    for (const NightStage& stage : stages) {
        report.stages.push_back(ended(stage));
        report.exit_code = std::max(report.exit_code, report.stages.back().exit_code);
    }
    return report;
}

}  // namespace quittance
