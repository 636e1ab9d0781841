#pragma once

#include "domain/file_look.hpp"
#include "readers/propose/sample.hpp"

#include <string>
#include <vector>

namespace quittance {

/// Finds the header of a sample, when a row has at least two known names.
void find_header(Sample& sample);

/// How many known names the sample's header has; 0 without one.
[[nodiscard]] int likeness_of(const Sample& sample);

/// Proposes all that the rows of a file say, whatever they were cut from: columns, marks, dates,
/// totals, tickets, month. Sets `profile` and `doubts` of the look.
class Proposer {
public:
    Proposer(FileLook& look, Sample sample);

    void propose(const std::string& file_name);

private:
    void propose_header();
    void doubt_long_rows();
    void propose_date_column();
    void propose_values();
    void propose_quantity();
    void propose_free_lines();
    void propose_month(const std::string& file_name);
    void propose_tickets();
    void propose_codes();
    void take_totals_out();
    [[nodiscard]] bool is_text() const;
    [[nodiscard]] std::vector<std::string> texts(const std::string& name) const;

    FileLook& look_;
    Profile& profile_;
    Sample sample_;
    std::vector<std::string> totals_;  // the figures of rows that are totals
};

}  // namespace quittance
