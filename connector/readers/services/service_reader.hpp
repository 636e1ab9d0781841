#pragma once

#include "ports/service_rows.hpp"
#include "readers/record.hpp"
#include "readers/services/column_places.hpp"
#include "readers/services/control_totals.hpp"
#include "readers/services/find_columns.hpp"
#include "readers/services/row_amounts.hpp"
#include "readers/services/row_cards.hpp"
#include "readers/services/row_readings.hpp"
#include "readers/services/row_values.hpp"
#include "readers/services/sign_words.hpp"

#include <memory>
#include <string>
#include <vector>

namespace quittance {

/// Services from the rows of any file, by a profile. A bad row comes with its problem.
class ServiceReader final : public ServiceRows {
public:
    /// @throws UnreadableFile: no header, columns missing.
    ServiceReader(std::unique_ptr<RecordSource> records, const Profile& profile, Layout layout,
                  bool with_raw);

    /// @throws UnreadableFile (also at the end, when there was no row at all).
    bool next(ReadRow& row) override;
    [[nodiscard]] const FileFacts& facts() const override { return facts_; }

private:
    void take(const Record& record, ReadRow& row);
    [[nodiscard]] bool is_service(const Record& record) const;
    void note_total_or_line(ReadRow& row) const;
    bool is_shifted(const Record& record, ReadRow& row);
    void read_texts(ReadRow& row);
    void check_code(Meaning meaning, const std::string& code, ReadRow& row) const;
    bool is_of_other_currency(ReadRow& row) const;
    void check_end();
    void read_date(ReadRow& row);
    void find_readings(ReadRow& row);
    void finish();

    std::unique_ptr<RecordSource> records_;
    Profile profile_;
    bool with_raw_;
    bool reckoned_with_;  // amounts of the profile's currency
    ColumnPlaces places_;
    RowValues values_;
    RowAmounts amounts_;
    RowReadings readings_;
    SignWords sign_words_;
    RowCards cards_;
    ControlTotals totals_;
    struct Noted {
        int count = 0;
        int row = 0;  // the first of them

        void note(bool counts, int at) {
            row = counts && count == 0 ? at : row;
            count += counts ? 1 : 0;
        }
    };
    Noted no_ticket_;
    FileFacts facts_;
    Record record_;
    bool any_ = false;
};

}  // namespace quittance
