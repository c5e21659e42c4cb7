/** Signal's mark: a source and two waves. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      <rect width="24" height="24" rx="6" fill="#4654d3" />
      <circle cx="7" cy="17" r="2.1" fill="#fff" />
      <path
        d="M6 11.2A6.8 6.8 0 0 1 12.8 18M6 6.2A11.8 11.8 0 0 1 17.8 18"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
      />
    </svg>
  )
}
