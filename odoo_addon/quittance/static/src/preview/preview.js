import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";
import { registry } from "@web/core/registry";
import { insertThousandsSep } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

const THINGS = ["client", "service", "quantity", "price", "amount", "ticket", "date", "comment",
    "tax", "currency"];
const LINE = ["quantity", "price", "amount", "pays", "date", "period", "ticket", "comment"];
const DOUBT = "uncertain";
const NUMBERS = ["quantity", "price", "amount", "pays"];
const DECIMALS = { price: 2, amount: 2, pays: 2 };
const DELIMITERS = { ";": "semicolon", ",": "comma", "\t": "tab", "|": "bar" };
const THOUSANDS = { " ": "space", ".": "point", ",": "comma", "'": "apostrophe", "’": "curly" };

/** A decimal text as people here write numbers, with at least so many decimals. The text itself is
 * exact and stays so. */
function shown(text, decimals = 0) {
    const [, sign, whole, rest = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text || "") || [];
    if (whole === undefined) {
        return text || "";
    }
    const { thousandsSep, grouping, decimalPoint } = localization;
    const part = rest.padEnd(decimals, "0");
    return sign + insertThousandsSep(whole, thousandsSep, grouping)
        + (part ? decimalPoint + part : "");
}

/** What the connector read in a sample: `part` is summary, cells, lines or problems. */
export class QuittancePreview extends Component {
    static template = "quittance.Preview";
    static props = { ...standardFieldProps, part: { type: String } };

    setup() {
        this.shown = shown;
        this.things = THINGS;
        this.numbers = NUMBERS;
        this.decimals = DECIMALS;
    }

    get answer() {
        return this.props.record.data[this.props.name] || {};
    }

    get recognised() {
        return this.answer.recognised || {};
    }

    /** How the profile's form calls a value of one of its lists. */
    choice(field, value) {
        const selection = this.props.record.fields[field].selection;
        const found = selection.find(([key]) => key === value);
        return found ? found[1] : value || "";
    }

    label(field) {
        return this.props.record.fields[field].string;
    }

    /** The head of a column of the lines: as the profile calls it, or what the import adds. */
    lineLabel(part) {
        const added = { pays: "price_rule", period: "period" };
        return this.label(added[part] || "column_" + part);
    }

    // -- summary ------------------------------------------------------------------------------

    /** What was recognised, as [label, value]. */
    get facts() {
        const said = this.recognised;
        if (!said.format) {
            return [];
        }
        const row = said.header_row;
        const separated = ["csv", "sections"].includes(said.format);
        const marked = !["spreadsheet", "json"].includes(said.format);
        return [
            [_t("File"), this.choice("format", said.format)],
            [this.label("delimiter_rule"), separated &&
                this.choice("delimiter_rule", DELIMITERS[said.delimiter] || said.delimiter)],
            [this.label("charset"), marked && this.choice("charset", said.charset)],
            [_t("Columns' names"), said.format !== "json" && row !== undefined &&
                (row > 0 ? _t("line %s", row) : row === 0 ? _t("none") : _t("not found"))],
            [this.label("decimal_mark"), this.choice("decimal_mark", said.decimal_mark)],
            [this.label("thousands_mark"),
                this.choice("thousands_mark", THOUSANDS[said.thousands_mark])],
            [_t("Dates"), said.date_format],
        ].filter(([, value]) => value);
    }

    get sheets() {
        const sheets = this.recognised.sheets || [];
        return sheets.length > 1 ? sheets : [];
    }

    get changeable() {
        return this.props.record.data.state === "answered";
    }

    chooseSheet(name) {
        this.props.record.update({ sheet: name });
    }

    // -- the file as it stands ----------------------------------------------------------------

    /** The columns of the cells, each by the name under which the profile knows it. */
    get columns() {
        const headers = this.headers;
        const width = Math.max(headers.length, ...this.cells.map((row) => row.length), 0);
        return [...Array(width).keys()].map((index) => headers[index] || `${index + 1}`);
    }

    /** The columns' names: as they were read, else as they stand where they should be. */
    get headers() {
        const { headers = [], header_row: row, format } = this.recognised;
        if (headers.length || row === 0 || format === "fixed") {
            return headers;
        }
        const found = row > 0 ? this.cells.find((_cells, at) => this.isHeader(at))
            : this.likelyHeader;
        return (found || []).map((cell) => cell.trim());
    }

    /** The line of the file on which the row that comes at this place begins. */
    lineOf(place) {
        const { rows = [] } = this.recognised;
        return place < rows.length ? rows[place] : place + 1;
    }

    /** JSON's names come first and have no line of their own. */
    isHeader(place) {
        const { header_row: row, format } = this.recognised;
        return format === "json" ? place === 0 : this.lineOf(place) === row;
    }

    isTitle(place) {
        const { header_row: row, format } = this.recognised;
        return format !== "json" && this.lineOf(place) < row;
    }

    /** The row with most of the names that the profile has, or else with most filled cells. */
    get likelyHeader() {
        const named = THINGS.map((thing) => this.props.record.data[`column_${thing}`]);
        const count = (row) => row.reduce((sum, cell) =>
            sum + (cell.trim() ? 1 : 0) + (named.includes(cell.trim()) ? row.length : 0), 0);
        return this.cells.reduce(
            (best, row) => (!best || count(row) > count(best) ? row : best), null);
    }

    get cells() {
        return this.answer.cells || [];
    }

    thingOf(column) {
        return THINGS.find((thing) => this.props.record.data[`column_${thing}`] === column) || "";
    }

    /** The column holds this thing from now on; "" nothing that is read. */
    map(column, thing) {
        const changes = {};
        const before = this.thingOf(column);
        if (before) {
            changes[`column_${before}`] = "";
        }
        if (thing) {
            changes[`column_${thing}`] = column;
        }
        this.props.record.update(changes);
    }

    // -- as it will be read -------------------------------------------------------------------

    get lines() {
        return this.answer.lines || [];
    }

    /** The parts of a line that the file has at all. */
    get lineParts() {
        return LINE.filter((part) => this.lines.some((line) => line[part]));
    }

    // -- what is wrong, and what is not certain ------------------------------------------------

    get problems() {
        return (this.answer.problems || []).filter((one) => one.code !== DOUBT);
    }

    /** What a person checks or decides before the proposal is kept. */
    get doubts() {
        return (this.answer.problems || []).filter((one) => one.code === DOUBT);
    }

    inWords({ row, message }) {
        return row ? _t("Row %(row)s: %(message)s", { row, message }) : message;
    }

    /** The totals in words, as [text, class], one of each kind in the singular. */
    get totals() {
        const { lines, amount, unreadable, problems } = this.answer.totals || {};
        if (this.answer.error || lines === undefined) {
            return [];
        }
        if (lines === 0 && this.doubts.length) {
            return [[_t("No lines yet: say below what the columns hold, then read again."),
                "fw-bold"]];
        }
        return [
            [lines === 1 ? _t("1 line") : _t("%s lines", lines), "fw-bold"],
            [_t("Sum of the file: %s", shown(amount)), "fw-bold"],
            unreadable && [unreadable === 1 ? _t("1 without a readable amount")
                : _t("%s without a readable amount", unreadable), "text-danger"],
            [problems === 0 ? _t("No problems")
                : problems === 1 ? _t("1 problem") : _t("%s problems", problems),
            problems ? "text-danger" : "text-success"],
        ].filter(Boolean);
    }
}

registry.category("fields").add("quittance_preview", {
    component: QuittancePreview,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ part: options.part }),
});
