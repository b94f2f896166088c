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
// Loads of a stream are ordered by their ULID. Begin gives each a greater one
// than any load before it, even when the clock was set back. One process writes
// at a time (the caller holds a lock); any number may read meanwhile.
package lake
