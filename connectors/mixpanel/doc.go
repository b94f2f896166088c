// Package mixpanel reads product events from Mixpanel's raw export.
//
// The export knows whole days only and events arrive late, so every load asks
// for the last days again; rows repeat and their key tells them apart. The
// export is one long stream without pages: it is taken over only when it has
// arrived whole.
package mixpanel
