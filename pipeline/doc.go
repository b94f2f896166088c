// Package pipeline drives the night: pull the sources into the lake, transform
// the lake into marts and publish them, write the quarterly reviews, deliver the
// digest; and it remembers what it did.
//
// Everything it keeps lies in one data folder:
//
//	lake/             every pull, unchanged (package lake): the truth
//	lake/quarterdeck/ what was published, by which definitions and why it changed
//	                  (package ledger), recorded after each publication
//	work/             files being made; anything in it may be deleted
//	rejects/          <source>/<stream>/<load>.jsonl: records that could not be landed
//	published/        <run>.duckdb with its <run>.json, and "current", which names one
//	reports/<quarter> the reviews and their manifest.json
//	reports/digest    the message of each day, as JSON and as text
//	state.db          runs, ticks and the outbox (package state)
//	lock              held by the one process that writes, with its PID
//
// A step never leaves half of something: it makes a file under another name,
// makes it durable and renames it. Doing a step again gives the same result, so
// a run that broke off is simply taken up: streams pulled and steps done are
// skipped, and marts are built again only when loads arrived since.
package pipeline
