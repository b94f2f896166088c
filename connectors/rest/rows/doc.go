// Package rows turns decoded JSON records into the Arrow batches a stream
// declares.
//
// A Writer is made for one pull of one stream. Every Add fills one row: each
// declared column takes the value at its path, and whatever else the record
// holds goes into _extra as JSON of the record's own shape, so that a field the
// vendor adds tomorrow is kept from tomorrow on. A value that does not fit its
// column leaves it null, is kept in _extra too and is counted. A row without its
// key lands with the whole record in _extra.
//
// A batch is handed on when it has connectors.BatchRows rows or some eight
// megabytes; memory does not grow with the number of rows.
package rows
