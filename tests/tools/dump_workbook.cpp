// dump_workbook FILE        every sheet as JSON lines: {"sheet", "hidden", "rows"}, then its rows
// as
//                           {"row", "hidden", "cells": [[kind, text], …]}, then {"warnings"}
// dump_workbook FILE SHEET  rows and cells of one sheet, counted: {"rows", "cells", "bytes"}
// What cannot be read is {"error": {"code", "message"}}, and the exit code is 1.

#include "domain/file_facts.hpp"
#include "readers/workbook/workbook.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace {

using nlohmann::json;
using quittance::Cell;

const char* name_of(Cell::Kind kind) {
    switch (kind) {
        case Cell::Kind::text:
            return "text";
        case Cell::Kind::number:
            return "number";
        case Cell::Kind::date:
            return "date";
        case Cell::Kind::cut:  // of fixed width alone
        case Cell::Kind::boolean:
            return "boolean";
        case Cell::Kind::error:
            return "error";
        case Cell::Kind::no_value:
            return "no_value";
    }
    return "";
}

void say(const json& line) {
    std::printf("%s\n", line.dump().c_str());
}

void dump_rows(const std::string& path, const std::string& sheet) {
    const auto source = quittance::open_workbook(path, sheet);
    quittance::Record record;
    while (source->next(record)) {
        json cells = json::array();
        for (const Cell& cell : record.cells) {
            cells.push_back({name_of(cell.kind), std::string(cell.text)});
        }
        say({{"row", record.row}, {"hidden", record.hidden}, {"cells", cells}});
    }
    json warnings = json::array();
    for (const auto& warning : source->warnings()) {
        warnings.push_back(warning.code);
    }
    say({{"warnings", warnings}});
}

void dump_all(const std::string& path) {
    int number = 0;
    for (const auto& sheet : quittance::sheets_of(path)) {
        ++number;
        say({{"sheet", sheet.name}, {"hidden", sheet.hidden}, {"rows", sheet.rows}});
        if (sheet.rows > 0) {
            dump_rows(path, "#" + std::to_string(number));
        }
    }
}

void count(const std::string& path, const std::string& sheet) {
    const auto source = quittance::open_workbook(path, sheet);
    quittance::Record record;
    std::size_t rows = 0, cells = 0, bytes = 0;
    while (source->next(record)) {
        ++rows;
        cells += record.cells.size();
        for (const Cell& cell : record.cells) {
            bytes += cell.text.size();
        }
    }
    say({{"rows", rows}, {"cells", cells}, {"bytes", bytes}});
}

}  // namespace

int main(int count_of_arguments, char** arguments) {
    if (count_of_arguments < 2) {
        std::fputs("usage: dump_workbook FILE [SHEET]\n", stderr);
        return 2;
    }
    try {
        if (count_of_arguments == 2) {
            dump_all(arguments[1]);
        } else {
            count(arguments[1], arguments[2]);
        }
        return 0;
    } catch (const quittance::UnreadableFile& error) {
        say({{"error", {{"code", error.issue().code}, {"message", error.issue().message}}}});
        return 1;
    }
}
