// Package mixpanel reads product events from Mixpanel's raw export.
//
// The export knows whole days only and events arrive late, so every load asks
// for the last days again; rows repeat and their key tells them apart. The
// export is one long stream without pages: it is kept on disk until it has
// arrived whole, and memory never holds more than a line. Days are asked for
// together, as many as Mixpanel prepares in time.
package mixpanel
