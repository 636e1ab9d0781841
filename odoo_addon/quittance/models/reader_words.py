"""What the connector says about whole files, in the reader's language.

The connector writes these sentences in English (connector/readers, connector/flow); they are found
by their patterns, as a line's reason is (`line_reason`). `%(what)s` stands for one of the parts in
`reader_details`, every other name for a value, which is shown as it is.
"""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Why a file cannot be read at all. The general ones come last.
REFUSALS = [
    _lt("The file is empty."),
    _lt("The file has a header but no rows of services."),
    _lt("The file is %(what)s, whatever its name says. Ask the supplier for the list itself, "
        "as CSV or a workbook."),
    _lt("The file is a text, but the profile expects JSON. Choose another profile, or change "
        "its format."),
    _lt("The file is a text, but the profile expects a workbook. Choose another profile, or "
        "change its format."),
    _lt("The supplier has no profile yet: say in Quittance › Profiles how its files are read. This "
        "file is read then."),
    _lt("The supplier has no profile '%(name)s'. Send the file again with another name, or make that "
        "profile in Quittance › Profiles and read the file again."),
    _lt("No record has a value named '%(name)s'. Check the profile's columns."),
    _lt("The file names more than 200,000 clients: their subtotals cannot be checked. Ask the "
        "supplier for several files."),
    _lt("The section '%(section)s' begins with a letter or digit, as values do. Name it as it "
        "stands in the file, with its bracket or mark."),
    _lt("The profile cannot be used: %(what)s."),
    _lt("The profile's %(what)s must be one character."),
    _lt("The profile's delimiter must be one to eight characters, without a quote, its escape or a "
        "line break."),
    _lt("In a file of fixed width a column is its first and last position, as 12-20, not "
        "'%(name)s'."),
    _lt("The profile says that the file has sections, but not which one."),
    _lt("The profile's path of the records, '%(path)s', is no JSON pointer, as /data/lines."),
    _lt("The profile takes the month from the dates, but names no date column."),
    _lt("More than 100,000 rows are totals by the profile's label. Check it."),
    _lt("Two columns are named '%(name)s'; the profile cannot tell them apart."),
    _lt("Line %(line)s has no column '%(name)s'. Check the profile's columns, delimiter and "
        "header line."),
    _lt("Without a header the profile's columns are numbers, not '%(name)s'."),
    _lt("Line %(line)s, where the header should be, is not the beginning of a row."),
    _lt("No row has all the columns that the profile names. Check the profile's columns and "
        "delimiter."),
    _lt("The file ends before line %(line)s, where its header should be."),
    _lt("No line of the file opens the section '%(section)s'. Check the profile's section."),
    _lt("Line %(line)s: the section '%(section)s' comes again with other columns. Ask the "
        "supplier for one header."),
    _lt("The month of '%(name)s' is not known: give --period YYYY-MM, or put the month into "
        "the file's name."),
    _lt("The file holds more than 10,000 payment card numbers: it is not kept. Ask the "
        "supplier for a file without them."),
    _lt("The file holds payment card numbers that could not be masked: it is not kept. Ask the "
        "supplier for a file without them."),
    _lt("The process that read the file was ended from outside each time that it was tried: the "
        "connector's machine may be short of memory. Nothing is known to be wrong with the file: "
        "read it again once that is put right."),
    _lt("The process that read the file was ended from outside: the connector's machine may be "
        "short of memory. Try again."),
    _lt("Reading the file was stopped: %(what)s. Ask the supplier for a smaller or plainer file."),
    _lt("The workbook is damaged: %(what)s. Open it in a spreadsheet program, save it again as "
        ".xlsx or .ods and send that file."),
    _lt("The file is no workbook that can be read: %(what)s. Save it as .xlsx, .ods or .csv, "
        "without a password, and send that file."),
    _lt("The workbook is refused: %(what)s. Send the rows of services alone, in several files "
        "if need be."),
    _lt('The workbook has no sheet "%(sheet)s"; it has %(sheets)s. Send the right workbook, '
        "or change the sheet in the profile."),
    _lt("Several sheets of the workbook hold values: %(sheets)s. Name in the profile the one "
        "to read."),
    _lt('Merged cells of the sheet "%(sheet)s" hide %(count)s values, the first in %(cell)s. '
        "Undo the merging and send the file again."),
    _lt("Line %(line)s: %(what)s."),
    _lt("Record %(line)s: %(what)s."),
    _lt("%(what)s. Save it as .xlsx or .ods without a password and send that file."),
    _lt("%(what)s. Check that the right file and sheet were sent."),
]

# What a person should know of a file that was read.
WARNINGS = [
    _lt("Rows outside the section '%(section)s' look like its own and were not read: %(count)s, "
        "the first is row %(line)s. Check what stands above it: a single value ended the "
        "section."),
    _lt("The profile expects a totals row ('%(label)s'), but the file has none: it may have been "
        "cut off. Ask the supplier for the whole file."),
    _lt("The last line, %(line)s, has no line break as the others have: the file may have been "
        "cut off there. Check its last row."),
    _lt("Words in column '%(column)s' that were taken for charges: %(words)s. If one of them "
        "means a credit, add it to the profile's words for credits; enter the others as its "
        "words for charges."),
    _lt("Rows without a ticket: %(count)s, the first is row %(line)s. They are billed, but if "
        "they come again with their tickets, they are billed again: ask the supplier for the "
        "tickets."),
    _lt("Values in quotes hold what looks like whole rows: %(count)s, the first in the row of "
        "line %(line)s. If a quote was forgotten there, these rows are not billed: ask the "
        "supplier."),
    _lt("Row '%(label)s' says no number, but the rows above it add up to %(computed)s. Ask the "
        "supplier which is right."),
    _lt("Row '%(label)s' says %(stated)s, but the rows above it add up to %(computed)s. Ask "
        "the supplier which is right."),
    _lt("%(count)s lines are of another month than %(expected)s, this one of %(period)s: the "
        "profile goes by the lines' dates, and they are billed by them."),
    _lt("The file holds %(count)s payment card numbers: they are masked here, in the stored "
        "copy too. Tell the supplier never to send them."),
    _lt('Hidden rows of the sheet "%(sheet)s" were read like the others: %(count)s, the '
        "first is row %(line)s. If they should not be billed, delete them and send the file "
        "again."),
    _lt('Values below merged cells of the sheet "%(sheet)s" were left out: %(count)s, the '
        "first in %(cell)s. If they count, undo the merging and send the file again."),
    _lt("No client has the code '%(code)s'. Nearest: %(nearest)s."),
    _lt("No service is known as '%(code)s'. Nearest: %(nearest)s."),
]

# What a proposed profile leaves to a person.
DOUBTS = [
    _lt("There are rows with more cells than the header has names: they are not read. A "
        "separator may stand inside their values, as a decimal comma."),
    _lt("No column could be told to be the client's: choose it."),
    _lt("No column could be told to be the service's: choose it."),
    _lt("No column could be told to be the price's or the amount's: choose it."),
    _lt("Two columns could be the %(what)s: '%(taken)s' was taken, '%(other)s' was not. Check it."),
    _lt("Nothing in the file says whether prices include tax: they are taken as without. Ask "
        "the supplier."),
    _lt("Several sheets hold values: '%(sheet)s' is shown. Choose the sheet that is to be read."),
    _lt("The file has several lists: the records are taken from '%(path)s'. Check the path of "
        "the records."),
    _lt("Each record holds a list of its own, '%(name)s': such lists are not read. Ask the "
        "supplier for one record for each service."),
    _lt("The columns are told from the blanks between them: %(columns)s. Check that the "
        "longest values fit."),
    _lt("No line looks like a header: say below what each column holds."),
    _lt("No row looks like a header: say on which line it is, or give the columns by their "
        "numbers."),
    _lt("The row '%(label)s' is taken for a total, but names a client and a service: check the "
        "label of totals rows."),
    _lt("'%(name)s' holds dates: it is taken for the day of the service."),
    _lt("Several columns hold dates, as '%(one)s' and '%(other)s': choose the one of the service."),
    _lt("There is no column of quantities: each row is taken for one."),
    _lt("There are lines without a price: they wait in quarantine, unless the profile lets "
        "free lines through."),
    _lt("There is no date column: the month is taken from the file's name, as 2026-10."),
    _lt("There is no date column: the month before the day of sending is taken."),
    _lt("Tickets come more than once: they are taken for documents of several services."),
    _lt("Tickets come more than once with the same service: each is taken for one line, and "
        "repeats of it are not billed."),
    _lt("The characters look like %(charset)s, but nothing in the file says so: check an "
        "accent and a € sign below."),
    _lt("Neither a delimiter nor blanks divide the lines into columns: say how they are divided."),
    _lt("Both '%(one)s' and '%(other)s' divide the lines evenly: check the columns below."),
    _lt("Comma and point are both used: choose the columns of the numbers."),
    _lt("Numbers such as %(number)s could be thousands or have decimals: they are not read "
        "until the decimal mark and the thousands mark are chosen."),
    _lt("Most numbers have '%(mark)s' before their decimals, but not '%(number)s': check the "
        "decimal mark. Such numbers are not read."),
    _lt("No number of the sample has decimals: check the decimal mark."),
    _lt("The dates are a spreadsheet's day numbers: %(number)s is %(day)s as 'serial', "
        "%(other)s as 'serial-1904'. They are not read until one is entered."),
    _lt("The dates are a spreadsheet's day numbers: %(number)s is %(day)s as 'serial'. They "
        "are not read until one is entered."),
    _lt("How the dates are written could not be told: enter it."),
    _lt("Dates such as %(date)s can be read as %(one)s or as %(other)s, and no day of the "
        "sample is after the 12th: they are not read until the format is chosen."),
]

# What Odoo itself says of a file when the connector sends it.
QUESTIONS = [
    _lt("The same file came for %(other)s: is it to be billed for %(period)s as well?"),
    _lt("This file was withdrawn before (%(reason)s): is it to be billed again for the same "
        "supplier and month?"),
    _lt("%(count)s of its %(rows)s rows came with %(file)s already: is it a correction, or a "
        "second delivery?"),
    _lt("%(count)s of its %(rows)s rows came with %(file)s already. Each is billed. Reject those "
        "that the supplier sent twice by mistake."),
    _lt("It corrects %(file)s, of which services were posted: %(added)s added, %(changed)s "
        "changed, %(removed)s removed. Look at the changes, then apply them or not."),
    _lt("No supplier has the code %(code)s. Enter it on the supplier's contact, in Quittance › "
        "Suppliers."),
]
SENTENCES = [*QUESTIONS, *WARNINGS, *DOUBTS, *REFUSALS]
