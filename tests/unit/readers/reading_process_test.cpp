#include "readers/process/reading_process.hpp"

#include "ports/reader_killed.hpp"
#include "readers/process/row_frame.hpp"
#include "written_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <csignal>

namespace quittance {
namespace {

Profile plain() {
    Profile profile;
    profile.columns.client = "C";
    profile.columns.service = "S";
    profile.columns.price = "P";
    profile.period_rule = "given";
    return profile;
}

struct Outcome {
    int rows = 0;
    std::string refusal;
    std::string message;
    FileFacts facts;
};

Outcome read(const ReadingProcesses& processes, const std::string& bytes, const Profile& profile) {
    const test::WrittenFile file(bytes);
    Outcome outcome;
    try {
        const auto rows = processes.open(file.path(), profile, true);
        for (ReadRow row; rows->next(row); ++outcome.rows) {
        }
        outcome.facts = rows->facts();
    } catch (const UnreadableFile& error) {
        outcome.refusal = error.issue().code;
        outcome.message = error.issue().message;
    }
    return outcome;
}

const std::string program = QUITTANCE_PROGRAM;

TEST(ReadingProcess, GivesTheRowsAndFactsOfAFile) {
    const auto outcome = read(ReadingProcesses(program), "C;S;P\n1;a;2\n1;b;x\n", plain());
    EXPECT_EQ(outcome.rows, 2);
    EXPECT_EQ(outcome.refusal, "");
    EXPECT_EQ(outcome.facts.headers, (std::vector<std::string>{"C", "S", "P"}));
}

TEST(ReadingProcess, ARefusalComesThroughWithItsCode) {
    EXPECT_EQ(read(ReadingProcesses(program), "A;B\n1;2\n", plain()).refusal, "header_missing");
    EXPECT_EQ(read(ReadingProcesses(program), "%PDF-1.7\n", plain()).refusal, "file_kind");
}

// PA-23
TEST(ReadingProcess, FindsCardNumbersInAFileThatCannotBeRead) {
    const auto cards = [](const std::string& bytes) {
        const test::WrittenFile file(bytes);
        return ReadingProcesses(program).cards(file.path(), plain());
    };
    EXPECT_EQ(cards(std::string(70'000, 'x') + " 4111 1111 1111 1111\n36148900000008\n"),
              (std::vector<std::string>{"4111 1111 1111 1111"}));
    EXPECT_EQ(cards(std::string(65'530, 'x') + " 4111111111111111"),
              (std::vector<std::string>{"4111111111111111"}))
        << "where one piece ends and the next begins";
    EXPECT_TRUE(cards("PK\x03\x04 4111111111111111").empty()) << "no workbook that opens";
}

TEST(ReadingProcess, TooMuchMemoryEndsItAndNotUs) {
    ReadingLimits limits;
    limits.memory_bytes = 8LL * 1024 * 1024;  // less than the program itself needs
    EXPECT_EQ(read(ReadingProcesses(program, limits), "C;S;P\n1;a;2\n", plain()).refusal,
              "file_bomb");
}

TEST(ReadingProcess, TooMuchTimeEndsItAndNotUs) {
    ReadingLimits limits;
    limits.cpu_seconds = 0;
    limits.silence_seconds = 5;
    std::string bytes = "C;S;P\n";
    for (int i = 0; i < 3'000'000; ++i) {
        bytes += "1;a;2\n";
    }
    const auto outcome = read(ReadingProcesses(program, limits), bytes, plain());
    EXPECT_EQ(outcome.refusal, "file_bomb");
    EXPECT_NE(outcome.message.find("more time than a file may take"), std::string::npos)
        << "our own limit is not a signal from outside";
}

TEST(ReadingProcess, ADeadOrStrangeProgramIsARefusal) {
    EXPECT_EQ(read(ReadingProcesses("/bin/false"), "C;S;P\n1;a;2\n", plain()).refusal, "file_bomb");
    EXPECT_EQ(read(ReadingProcesses("/bin/echo"), "C;S;P\n1;a;2\n", plain()).refusal, "file_bomb");
    ReadingLimits limits;
    limits.silence_seconds = 1;
    EXPECT_EQ(read(ReadingProcesses(QUITTANCE_SOURCE_DIR "/tests/fixtures/programs/silent", limits),
                   "C;S;P\n1;a;2\n", plain())
                  .refusal,
              "file_bomb");
}

/// The signal with which the reader was killed, 0: it was refused otherwise.
int killed_by(const std::string& reader) {
    const test::WrittenFile file("C;S;P\n1;a;2\n");
    try {
        const auto rows =
            ReadingProcesses(QUITTANCE_SOURCE_DIR "/tests/fixtures/programs/" + reader)
                .open(file.path(), plain(), true);
        ReadRow row;
        (void)rows->next(row);
    } catch (const ReaderKilled& killed) {
        EXPECT_EQ(killed.advice(), Advice::retry_later);
        return killed.number();
    } catch (const UnreadableFile& refused) {
        EXPECT_EQ(refused.issue().code, "file_bomb");
    }
    return 0;
}

TEST(ReadingProcess, OneThatIsKilledFromOutsideSaysNothingAgainstTheFile) {
    EXPECT_EQ(killed_by("killed"), SIGKILL) << "by the system, for want of memory";
    EXPECT_EQ(killed_by("terminated"), SIGTERM) << "by an operator";
    EXPECT_EQ(killed_by("crashed"), 0) << "a crash is the file's doing";
}

TEST(ReadingProcess, AReaderThatIsLeftEarlyEndsItsProcess) {
    std::string bytes = "C;S;P\n";
    for (int i = 0; i < 200'000; ++i) {
        bytes += "1;a;2\n";
    }
    const test::WrittenFile file(bytes);
    ReadRow row;
    ASSERT_TRUE(ReadingProcesses(program).open(file.path(), plain(), true)->next(row));
}

RC_GTEST_PROP(RowFrame, WhateverARowHoldsComesBack,
              (const std::string& client, const std::string& comment, int quantity, bool has_price,
               const std::string& message)) {
    ReadRow row;
    row.row = 7;
    row.client_code = client;
    row.comment = comment;
    row.quantity = Decimal::from_units(quantity);
    if (has_price) {
        row.price = Decimal::from_units(-quantity);
        row.amount = Money(quantity, "EUR");
        row.date = parse_date("2026-10-31");
    }
    if (!message.empty()) {
        row.problems = {{"code", message, 7, "column"}, {"other", message, 7, ""}};
        row.readings = {{".", ",", row.quantity, row.price, Money(quantity, "EUR")},
                        {",", "\xC2\xA0", std::nullopt, row.quantity, Money(-quantity, "EUR")}};
    }
    std::string frames;
    append_row(frames, row);
    const Frame frame = first_frame(frames);
    RC_ASSERT(frame.size == frames.size());
    ReadRow back;
    read_row(frame.body, "EUR", back);
    RC_ASSERT(back.client_code == client && back.comment == comment);
    RC_ASSERT(back.quantity == row.quantity && back.price == row.price);
    RC_ASSERT(back.amount == row.amount && back.date == row.date);
    RC_ASSERT(back.problems.size() == row.problems.size());
    if (back.problem()) {  // RC_ASSERT looks at both sides of ||
        RC_ASSERT(back.problems.back().code == "other");
    }
    RC_ASSERT(back.readings.size() == row.readings.size());
    for (std::size_t i = 0; i < row.readings.size(); ++i) {
        const RowReading& one = row.readings[i];
        const RowReading& other = back.readings[i];
        RC_ASSERT(one.decimal_mark == other.decimal_mark && one.amount == other.amount);
        RC_ASSERT(one.thousands_mark == other.thousands_mark);
        RC_ASSERT(one.quantity == other.quantity && one.price == other.price);
    }
}

TEST(RowFrame, AnAmountThatWouldOverflowSumsIsRefused) {
    ReadRow row;
    row.amount = Money(amount_minor_max + 1, "EUR");
    std::string frames;
    append_row(frames, row);
    EXPECT_THROW(read_row(first_frame(frames).body, "EUR", row), FrameError);
}

RC_GTEST_PROP(RowFrame, AForgedMessageIsRefusedAndReadsNothingBeyondItself,
              (const std::string& forged)) {
    ReadRow row;
    try {
        read_row(forged, "EUR", row);
        (void)read_facts(forged, "EUR");
    } catch (const FrameError&) {
        RC_SUCCEED("refused");
    }
}

}  // namespace
}  // namespace quittance
