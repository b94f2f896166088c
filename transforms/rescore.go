package transforms

import (
	"context"
	"fmt"
	"io/fs"
)

// Rescore is BuildOnly with every recorded night scored anew by the settings, from
// what the night knew: what is made of the record, such as the back-test, is then
// what it would be had they always been in force. Bands have no memory in it, and
// nights of programs that did not record what they knew are grey.
func Rescore(ctx context.Context, opts Options, only Only) (*Report, error) {
	instead, err := fs.Sub(embedded, "rescored")
	if err != nil {
		return nil, fmt.Errorf("open embedded models: %w", err)
	}
	plan, err := newPlan(opts, instead)
	if err != nil {
		return nil, err
	}
	return plan.buildOnly(ctx, opts, only)
}

// RefusedExpressions are the expressions of the settings that cannot be used, each
// with why. Build refuses them itself; a partial build trusts that they were looked at.
func RefusedExpressions(ctx context.Context, s Settings) ([]*ExpressionError, error) {
	refused, err := checkExpressions(ctx, s)
	var problems []*ExpressionError
	for _, one := range refused {
		problems = append(problems, one.err)
	}
	return problems, err
}
