// Package connectortest is the suite every vendor passes.
//
// A newcomer joins with one test file of its own: a Vendor value that says how
// to open the source, what one record of one stream looks like, and how the
// vendor's API hands out pages of it; then
//
//	func TestConformance(t *testing.T) { connectortest.Run(t, vendor()) }
//
// Choose the stream with the vendor's usual paging, and one that has a column
// of numbers and an object inside its record. Pages must be served lazily: the
// memory exercise asks for far more of them than should ever be kept. Numbered
// and Following serve the two usual kinds of pages.
//
// With no more than that the suite checks the schema, paging to the end, wrong
// tokens, throttling (no request before Retry-After, in seconds and as a date),
// server errors, resets, bodies cut short, tokens that repeat, empty pages,
// cancelling, failing sinks, new fields, changed types, nulls, great numbers,
// text that is not UTF-8 or ten megabytes long, one per cent of broken records,
// and memory. Four things a vendor can add, each in a few lines:
//
//	Refusals     the bodies of 403 and others: what each means and what must be
//	             said to mend it
//	EnumRecord   a record with a value the enumeration did not have yet
//	Checkpoints  the pull is ended at its checkpoints and taken up again
//	Incremental  many nights of a data set that changes all the time
//
// Incremental is the one that finds lost rows. The suite keeps a Dataset of
// records with an id, a time of their last change and a value that every change
// moves on. It inserts, updates and deletes them at random, between the pulls
// and between the requests of a pull, many at one instant and some seen later
// than they say. The vendor's test writes Serve, which shows the Dataset as the
// vendor would: filter by the request's parameters, sort and page as the vendor
// does, always from what the Dataset holds at that moment. For an API that gives
// what was updated at or after an instant, in pages that begin after a token, it
// is as short as
//
//	func serve(d *connectortest.Dataset) http.Handler {
//		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
//			items := d.Changed(since(r))      // by time, then id
//			items = afterToken(items, r)      // cut what came before
//			page, more := connectortest.Page(items)
//			write(w, page, more)
//		})
//	}
//
// After a last pull in peace, the newest landed version of every key must be
// what the Dataset holds; of equal versions the later row is the newer, a full
// load forgets what was before, and tombstones remove. A failure prints the seed
// and all that happened.
//
// What only this vendor does is tested in its own package, and everything
// together against the simulator in connectors/all.
package connectortest
