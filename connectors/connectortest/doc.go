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
// memory exercise asks for far more of them than should ever be kept.
//
// What only this vendor does (its cursors, look-backs, tombstones) is tested in
// its own package, and everything together against the simulator in
// connectors/all.
package connectortest
