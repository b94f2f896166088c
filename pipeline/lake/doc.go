// Package lake keeps every pull of every stream, forever and unchanged, as
// Parquet files. It is the one source of truth: everything else is computed
// from it again.
//
//	lake/<source>/<stream>/load=<ULID>/part-00000.parquet
//	                                   part-00001.parquet
//	                                   manifest.json
//
// A load exists once its manifest.json does, and not before. Begin makes the
// folder, Append writes parts, Commit makes the parts durable, then writes the
// manifest to a temporary name, makes that durable and renames it. So after a
// crash at any instant a stream is either as it was before the load or holds
// all of it; a folder without a manifest is what a crash left, and Sweep takes
// it away before the next writer starts.
//
// The manifest carries the cursor the stream has after the load, so the newest
// manifest is the cursor: rows and cursor cannot disagree, because there is one
// rename for both.
//
// A long pull makes several loads: all but the last are open, which is to say that
// more follows. Each carries the cursor up to its own end, so that a pull that was
// killed goes on there. What adds to the stream is read at once; a pull of
// everything only once its last load is there (View), because a part of it would
// hide what it has not reached yet.
//
// Compaction makes one load of the many since the newest pull of everything. It
// holds of every key the newest version, of deleted keys also the last live one,
// each with the load, the instant and the place it came with; what is read from it
// is what was read before. The loads it replaces stay: for an instant before it
// was made they are what is read. Prune takes those that nobody needs who looks
// back a given span, after it has written down how far back that is (pruned.json).
//
// A stream's columns may change. Every load keeps the columns it was written with
// and is never rewritten; the newest declaration decides what is read of all of
// them:
//
//   - a column added later is null in older rows;
//   - a dropped one lies in the rows' _extra, as do fields nobody ever declared;
//   - a renamed one is a dropped and an added one;
//   - a changed type is converted where the value means the same (numbers and days
//     become text as they are written); a value that does not fit is null and lies
//     in _extra under its name; so does one that fits only rounded;
//   - an object or list where one value was declared is null and lies in _extra;
//     one value where an object was declared is its JSON text.
//
// The next pull after a change of the declaration reads everything anew and so
// brings the values of all rows under the new columns. When it is the vendor that
// changes its records, the same rules hold as they are landed (package rows), and
// values that fit no column are counted.
//
// Loads of a stream are ordered by their ULID. Begin gives each a greater one
// than any load before it, even when the clock was set back. One process writes
// at a time (the caller holds a lock); any number may read meanwhile.
package lake
