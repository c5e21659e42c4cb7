/** The practice org's mark: rows of a lake. */
export function Mark({ size = 22 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden focusable="false">
      <rect width="24" height="24" rx="6" fill="#1a78cf" />
      <path
        d="M5 8.5h14M5 12h14M5 15.5h9"
        fill="none"
        stroke="#fff"
        strokeWidth="1.9"
        strokeLinecap="round"
      />
      <circle cx="18" cy="15.5" r="2" fill="#ffd166" />
    </svg>
  )
}
