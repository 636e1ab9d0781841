#include "readers/workbook/cell_name.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

namespace quittance::workbook {

std::string cell_name(int column, int row) {
    std::string letters;
    for (int rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    }
    return letters + std::to_string(row);
}

int column_of(std::string_view cell) {
    int column = 0;
    for (const char c : cell) {
        if (c < 'A' || c > 'Z') {
            break;
        }
        column = column * 26 + (c - 'A' + 1);
        if (column > columns_max) {
            too_large("it has a cell beyond the last column XFD (" +
                      std::string(cell.substr(0, 20)) + ")");
        }
    }
    return column - 1;
}

}  // namespace quittance::workbook
