// Package cases holds the worked cases of the metric definitions as tests. Each
// is a small company whose figures somebody else has computed: a vendor's help
// page, a handbook, or a page of arithmetic. It goes the whole way, from CSV
// files through the files connector, the lake and the models to the marts, and is
// a subtest named by the case's id, such as MRR-01.
package cases
