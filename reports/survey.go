package reports

import "math"

// npsShownFrom is the least number of answers for a score.
const npsShownFrom = 10

// newNPS makes the score of counted answers with its 95 % adjusted Wald
// interval: three quarters of an answer are added to promoters and detractors
// and one and a half to the passives, which keeps small samples honest.
func newNPS(promoters, passives, detractors int) *Survey {
	n := promoters + passives + detractors
	s := &Survey{
		Responses: Num(float64(n)), Promoters: Num(float64(promoters)), Passives: Num(float64(passives)), Detractor: Num(float64(detractors)),
		ScaleMax: Num(10), Shown: n >= npsShownFrom,
	}
	if n == 0 {
		return s
	}
	s.Score = Num(100 * float64(promoters-detractors) / float64(n))
	size := float64(n) + 3
	p, d := (float64(promoters)+0.75)/size, (float64(detractors)+0.75)/size
	margin := 196 * math.Sqrt((p+d-(p-d)*(p-d))/size)
	s.Low = Num(math.Max(-100, 100*(p-d)-margin))
	s.High = Num(math.Min(100, 100*(p-d)+margin))
	return s
}

// wilson is the 95 % interval of a share of n answers after Wilson, which stays between
// 0 and 1 and is honest for few answers.
func wilson(hits, n float64) (low, high Number) {
	const z = 1.96
	p, size := hits/n, 1+z*z/n
	middle := (p + z*z/(2*n)) / size
	margin := z / size * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Num(math.Max(0, middle-margin)), Num(math.Min(1, middle+margin))
}
