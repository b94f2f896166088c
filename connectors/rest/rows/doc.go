// Package rows turns decoded JSON records into the Arrow batches a stream
// declares.
//
// A Writer is made for one pull of one stream. Every Add fills one row: each
// declared column takes the value at its path, and whatever else the record
// holds goes into _extra as JSON of the record's own shape, so that a field the
// vendor adds tomorrow is kept from tomorrow on. A value that does not fit its
// column leaves it null, is kept in _extra too and is counted.
//
// Nothing but UTF-8 leaves a Writer. In a text column U+FFFD stands for what was
// not, and _extra keeps the value with each bad byte spelled \xff; inside JSON it
// is spelled so at once.
//
// What is no object, or has no key by which to know it again, is handed to
// Request.Reject with its place and a reason, and does not land. A key that is
// not UTF-8 is no key: two of them could become one.
//
// A batch is handed on when it has connectors.BatchRows rows or some eight
// megabytes; memory does not grow with the number of rows.
package rows
