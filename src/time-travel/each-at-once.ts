// Enough that the waits overlap, and few enough that other work of the page finds a turn.
const mostAtOnce = 256

/** The answers to many questions, in their order. Many are asked at a time, so that they are not waited for one after the other. */
export async function eachAtOnce<Question, Answer>(
  questions: readonly Question[],
  answer: (question: Question) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (let start = 0; start < questions.length; start += mostAtOnce) {
    answers.push(...(await Promise.all(questions.slice(start, start + mostAtOnce).map(answer))))
  }
  return answers
}
