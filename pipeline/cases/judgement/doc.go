// Package cases, in this folder, holds the worked cases of judgement: health,
// alerts, outcomes, the scorecard and the strategy map. They stand apart from those
// of the figures so that no package's tests take long; the harness is the same file.
package cases
