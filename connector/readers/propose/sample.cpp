#include "readers/propose/sample.hpp"

#include "readers/values/card_number.hpp"
#include "readers/values/number_text.hpp"

#include <algorithm>

namespace quittance {

std::vector<std::string> Sample::names() const {
    std::vector<std::string> names;
    if (header) {
        for (const auto& cell : rows[*header].cells) {
            names.push_back(cell.text);
        }
    }
    return names;
}

const SampleCell& Sample::at(const SampleRow& row, const std::string& name) const {
    static const SampleCell nothing;
    if (!header || name.empty()) {
        return nothing;
    }
    const auto& cells = rows[*header].cells;
    const auto place = static_cast<std::size_t>(
        std::find_if(cells.begin(), cells.end(),
                     [&name](const SampleCell& cell) { return cell.text == name; }) -
        cells.begin());
    return place < row.cells.size() ? row.cells[place] : nothing;
}

std::vector<SampleCell> Sample::column(const std::string& name) const {
    std::vector<SampleCell> found;
    for (std::size_t i = header ? *header + 1 : rows.size(); i < rows.size(); ++i) {
        if (const SampleCell& cell = at(rows[i], name); !cell.text.empty()) {
            found.push_back(cell);
        }
    }
    return found;
}

std::vector<RawRow> Sample::shown(std::size_t most) const {
    std::vector<RawRow> first;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) {
        RawRow& row = first.emplace_back(RawRow{rows[i].row, rows[i].hidden, {}});
        for (const auto& cell : rows[i].cells) {
            row.cells.push_back(with_masked_cards(cell.text));
        }
    }
    return first;
}

Sample sample_of(RecordSource& records, std::size_t most) {
    Sample sample;
    Record record;
    while (sample.rows.size() < most && records.next(record)) {
        SampleRow& row = sample.rows.emplace_back(SampleRow{record.row, record.hidden, {}});
        for (const Cell& cell : record.cells) {
            row.cells.push_back({cell.kind, std::string(trimmed(cell.text))});
        }
    }
    return sample;
}

std::vector<std::string> written(const std::vector<SampleCell>& cells) {
    std::vector<std::string> texts;
    for (const auto& cell : cells) {
        if (cell.kind == Cell::Kind::text) {
            texts.push_back(cell.text);
        }
    }
    return texts;
}

}  // namespace quittance
