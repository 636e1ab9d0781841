#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace quittance {

/// The masked copy cannot be written: the disk is full, or broken. Nothing is wrong with the file.
class NoRoom : public std::runtime_error {
public:
    NoRoom() : std::runtime_error("no room for the masked copy") {}
};

/// Writes a copy of the file at `path` into the empty file `copy`, an open descriptor, in which
/// these card numbers are masked, wherever they stand (in UTF-8, single-byte charsets and UTF-16).
/// A workbook's parts that hold one are inflated and packed anew. In little memory, whatever the
/// file's size. Whether all numbers are gone shows only reading it.
/// @throws UnreadableFile (`card_number`): the copy cannot be made. NoRoom.
void write_masked(const std::string& path, int copy, const std::vector<std::string>& numbers);

}  // namespace quittance
