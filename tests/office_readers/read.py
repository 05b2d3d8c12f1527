"""The cells of a workbook and of the tables of a document, as JSON: read.py WORKBOOK DOCUMENT."""

import json
import sys

import docx
import openpyxl

workbook, document = sys.argv[1:]
sheets = {
    sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()]
    for sheet in openpyxl.load_workbook(workbook).worksheets
}
tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(document).tables]
json.dump({"sheets": sheets, "tables": tables}, sys.stdout)
