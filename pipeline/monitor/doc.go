// Package monitor tells machines how the program does: metrics for Prometheus,
// whether the process is alive, and whether it is ready to be relied on.
//
// Every number is read from state.db and the published marts when it is asked for, so
// the runs of other processes count like those of this one, and nothing is lost with a
// restart. No label ever names a customer.
package monitor
