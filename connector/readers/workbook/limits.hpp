#pragma once

#include <cstddef>
#include <cstdint>

namespace quittance::workbook {

/// Bounds of what is read. A sheet is 1,048,576 rows of 16,384 columns in every program; the
/// others leave a million rows of ten columns room and stop a bomb within seconds.
constexpr int rows_max = 1'048'576;
constexpr int columns_max = 16'384;
constexpr std::uint64_t parts_max = 10'000;
constexpr std::uint32_t list_bytes_max = 4 << 20;   ///< of the list of parts
constexpr std::uint64_t part_max = 512ULL << 20;    ///< bytes of one part, unpacked
constexpr std::uint64_t inflated_max = 1ULL << 30;  ///< bytes of all that is read of a workbook
/// XML of sheets shrinks 10 to 60 times; deflate cannot do more than 1,032.
constexpr std::uint64_t ratio_max = 200;
constexpr std::uint64_t ratio_free = 8ULL << 20;  ///< bytes of a part that may have any ratio
constexpr std::size_t depth_max = 100;
constexpr int attributes_max = 256;          ///< of one element
constexpr std::size_t tag_max = 256 << 10;   ///< bytes of one tag with its attributes
constexpr std::size_t text_max = 128 << 10;  ///< bytes of a cell: Excel's 32,767 characters
constexpr std::size_t row_text_max = 8 << 20;
constexpr std::size_t shared_text_max = 128 << 20;
constexpr std::size_t shared_count_max = 4'000'000;
constexpr std::uint64_t cells_given_max = 100'000'000;  ///< empty ones between values too
constexpr std::uint64_t text_given_max = 2ULL << 30;
constexpr std::size_t merged_wide_max = 1'000'000;  ///< columns of all merged ranges
/// A sheet of up to so many bytes is read twice: its merged cells stand after its rows.
constexpr std::uint64_t read_twice_max = 8ULL << 20;
constexpr std::size_t sheets_max = 1'000;
constexpr std::size_t names_kept_max = 10'000;  ///< of elements and attributes
constexpr std::size_t styles_max = 65'536;

}  // namespace quittance::workbook
