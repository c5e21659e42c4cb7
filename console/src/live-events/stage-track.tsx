import { stagesText, type Stage } from './stages.ts'
import styles from './stage-track.module.css'

const stepPx = 13

/** The five stages as five small signs, told apart by shape: full, ring, cross, small dot, dashed ring. */
export function StageTrack({ stages }: { readonly stages: readonly Stage[] }) {
  const text = stagesText(stages)
  return (
    <svg
      className={styles.track}
      width={stages.length * stepPx}
      height={14}
      viewBox={`0 0 ${stages.length * stepPx} 14`}
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {stages.map(({ name, mark }, place) => {
        const x = place * stepPx + 6
        const next = stages[place + 1]
        return (
          <g key={name} data-mark={mark} className={styles.stage}>
            {next === undefined ? null : (
              <path
                className={styles.line}
                data-mark={next.mark}
                d={`M${x + 4.2} 7H${x + stepPx - 4.2}`}
              />
            )}
            {mark === 'stopped' ? (
              <path className={styles.cross} d={`M${x - 2.6} 4.4l5.2 5.2m0 -5.2l-5.2 5.2`} />
            ) : (
              <circle cx={x} cy={7} r={mark === 'ahead' ? 1.6 : 3} />
            )}
          </g>
        )
      })}
    </svg>
  )
}
