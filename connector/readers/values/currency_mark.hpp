#pragma once

#include <array>
#include <string_view>

namespace quittance {

/// How a currency is written beside a number: its code, or its sign where it has one.
struct CurrencyMark {
    std::string_view code;
    std::string_view small_code;
    std::string_view sign;  ///< "" none; several currencies may share one
};

/// The currencies that suppliers' files are in, or could be in by mistake.
inline constexpr std::array<CurrencyMark, 18> currency_marks = {{{"EUR", "eur", "€"},
                                                                 {"USD", "usd", "$"},
                                                                 {"GBP", "gbp", "£"},
                                                                 {"CHF", "chf", ""},
                                                                 {"CAD", "cad", "$"},
                                                                 {"AUD", "aud", "$"},
                                                                 {"NZD", "nzd", "$"},
                                                                 {"XCD", "xcd", "$"},
                                                                 {"JPY", "jpy", "¥"},
                                                                 {"CNY", "cny", "¥"},
                                                                 {"XPF", "xpf", ""},
                                                                 {"XAF", "xaf", ""},
                                                                 {"XOF", "xof", ""},
                                                                 {"MAD", "mad", ""},
                                                                 {"TND", "tnd", ""},
                                                                 {"DKK", "dkk", ""},
                                                                 {"SEK", "sek", ""},
                                                                 {"PLN", "pln", ""}}};

/// Whether the currency has no unit below its whole one, as the yen and the francs CFA and CFP.
[[nodiscard]] constexpr bool has_no_cents(std::string_view code) {
    constexpr std::array<std::string_view, 17> whole = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                        "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                        "VND", "VUV", "XAF", "XOF", "XPF"};
    for (const auto one : whole) {
        if (one == code) {
            return true;
        }
    }
    return false;
}

/// Whether the currency is divided into more than a hundred units, as the dinars.
[[nodiscard]] constexpr bool is_finer_than_cents(std::string_view code) {
    constexpr std::array<std::string_view, 9> fine = {"BHD", "CLF", "IQD", "JOD", "KWD",
                                                      "LYD", "OMR", "TND", "UYW"};
    for (const auto one : fine) {
        if (one == code) {
            return true;
        }
    }
    return false;
}

/// The sign of the currency with that code; "" when it has none.
[[nodiscard]] constexpr std::string_view currency_sign(std::string_view code) {
    for (const auto& mark : currency_marks) {
        if (mark.code == code) {
            return mark.sign;
        }
    }
    return "";
}

}  // namespace quittance
