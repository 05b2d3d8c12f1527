//! One binary for all integration tests.

/// Layers on another grid, CRS or orientation, against gdalwarp; the ways to give a grid.
mod alignment;
/// The annual report as page and document: figures of the account, hostile names, templates of an office.
mod annual_report;
/// The layer table of the design, checked against the source.
mod architecture;
/// The account of the coast: closed, split, by InVEST's rules, with methane, and refused.
mod coast;
/// Activities on coastal wetland, ponds, and soil cores from a pipeline.
mod coast_management;
/// Maps of the coast, painted from its histories: the account's carbon, nodata, InVEST's golden pixels, refusals.
mod coast_maps;
/// Cropland: paddy turned dry, methane of rice, urban trees, and tables that are refused.
mod cropland;
/// The same bytes for any number of threads, any sharding and any tiling of the input.
mod determinism;
/// One snapshot per message that a user can cause, and what bad input must never do.
mod error_messages;
/// Maps are valid Cloud Optimized GeoTIFFs that say what they hold.
mod exports_open;
/// The forest account from sub-compartments and from rasters.
mod forest;
/// Yearly change of forest carbon: the worked examples of the guidelines, and tables that mean nothing.
mod forest_change;
/// The same scene in every format that is read gives the same account.
mod formats;
/// Files for GIS programs: figures, names, coordinates, styles, the project and the catalogue.
mod gis;
/// Maps of the classes that pixels had at several dates: areas of the account, names, colours, many histories.
mod history_maps;
/// Intervals of rows from the errors of their parameters: as wide as they must be, and together where they share them.
mod intervals;
/// What must hold of any account: parts sum to the whole, order does not matter, changes balance.
mod invariants;
/// Sub-compartment layers as they come: sound, in other units and encodings, and spoilt.
mod inventory;
/// One ledger over all sections: sectors of the map, tables beside it, and nothing counted twice.
mod ledger;
/// Harvests of the sea: oysters, nori, plankton, and tables that are refused.
mod mariculture;
/// Workbook and document as openpyxl and python-docx read them.
mod office_readers;
/// The web page in a real browser: figures, languages, map, hostile names, the downloaded table.
mod page;
/// The list of parameters.
mod parameters;
/// Pictures to print and charts: legends, sizes, hostile names, fonts, and the same bytes every time.
mod pictures;
/// The pipelines of the project on the sample scene and on real input.
mod pipelines;
/// Zonal sums and cell areas against exactextract, shapely and PROJ's geodesics.
mod reference_tools;
/// Real soil cores: those without a bulk density give no stock.
mod soil_cores;
/// Running the program and looking at what it leaves.
mod support;
/// Official tables read back: figures of the account, totals that add up, hostile names, the same bytes.
mod tables;
/// Targets and cover rates of Ningbo from the yearbook, and targets of invented series.
mod targets;
/// Figures traced to parameters, ground and files, and the difference of two runs by cause.
mod trace;
/// Lists of trees: volume, biomass and culms of plots, by every design.
mod tree_lists;
/// Maps of how sure a density is, against the intervals of the account's rows.
mod uncertainty_maps;
/// The published worked examples in the program: none is missing, all agree, and each can fail.
mod verification;
/// Inland wetland: reservoirs, peat, rewetted fields, maps, and tables that are refused.
mod wetland;
/// The real-data pipeline against InVEST's published totals.
mod willamette;
/// Plot inventories: Wyoming against its published forest area, and three periods of China's.
mod wyoming;
