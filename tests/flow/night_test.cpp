#include "flow/night.hpp"

#include "support/port_error.hpp"

#include <gtest/gtest.h>

namespace quittance {
namespace {

NightStage ends_with(const std::string& name, int code, std::vector<std::string>& order) {
    return {name, [name, code, &order] {
                order.push_back(name);
                return StageEnd{"", code, name + " ended"};
            }};
}

TEST(Night, RunsItsStagesInOrder) {
    std::vector<std::string> order;
    const NightReport report =
        night({ends_with("reconcile", 0, order), ends_with("collect", 0, order)});
    EXPECT_EQ(order, (std::vector<std::string>{"reconcile", "collect"}));
    EXPECT_EQ(report.exit_code, 0);
    EXPECT_EQ(report.summary(), "reconcile: reconcile ended | collect: collect ended");
}

TEST(Night, AStoppedStageDoesNotKeepTheLaterOnesFromTheirWork) {
    std::vector<std::string> order;
    const NightReport report =
        night({ends_with("collect", 4, order), ends_with("reconcile", 1, order)});
    EXPECT_EQ(order.size(), 2U);
    EXPECT_EQ(report.exit_code, 4);
}

TEST(Night, AStageThatThrowsIsReportedWithItsAdvice) {
    std::vector<std::string> order;
    const NightStage broken{"import", []() -> StageEnd {
                                throw PortError(Advice::retry_later, "Odoo cannot be reached");
                            }};
    const NightReport report = night({broken, ends_with("reconcile", 0, order)});
    EXPECT_EQ(report.stages.at(0).exit_code, 3);
    EXPECT_EQ(report.stages.at(0).summary, "Odoo cannot be reached");
    EXPECT_EQ(order.size(), 1U);
    EXPECT_EQ(report.exit_code, 3);
}

}  // namespace
}  // namespace quittance
