"""The look that Streamlit's theme cannot give. Fixed text, no data."""

STYLE = """
<style>
div:has(> .st-key-notice), div:has(> .st-key-demo) {position: sticky; top: 0; z-index: 99;}
.st-key-notice { background: #fff4ce; border-bottom: 1px solid #8a6d00; padding: 0.3rem 0.8rem;}
.st-key-demo { background: #e9dcf7; border-bottom: 3px double #5b2a86; padding: 0.3rem 0.8rem;}
.stMainBlockContainer {padding: 1rem 2.5rem 3rem;}
h2, h3, h4 {scroll-margin-top: 3.5rem;}
table {font-size: 0.92em;}
details:not([open]) > :not(summary) {visibility: hidden;}
[class*="st-key-row-"] {border-bottom: 1px solid #d8dce2; padding: 0.2rem 0;}
[class*="st-key-row-"], [class*="st-key-row-"] .stVerticalBlock {gap: 0;}
[class*="st-key-row-"] .stHorizontalBlock {gap: 0.7rem;}
[class*="st-key-row-"] p {font-size: 0.92em; line-height: 1.3; margin-bottom: 0;}
[class*="st-key-row-"] .stMarkdown div {margin-bottom: 0;}
[class*="st-key-row-"] button {min-height: 1.7rem; padding: 0;}
[class*="st-key-row-"] button p {color: #0b5394; text-decoration: underline; font-weight: 600;}
[data-testid="stSidebarHeader"] {height: 2.2rem; margin-bottom: 0;}
[data-testid="stSidebarNavItems"] li {margin: 0; padding: 0;}
[data-testid="stSidebarNavLink"] {margin: 0; padding-top: 0; padding-bottom: 0; height: 1.6rem; min-height: 1.6rem;}
[data-testid="stNavSectionHeader"] {margin-top: 0.25rem; margin-bottom: 0; padding-top: 0; padding-bottom: 0;}
[data-testid="stSidebarNavItems"] {padding-top: 0;}
</style>
"""
"""Keeps the notice in sight while the page scrolls, gives tables room on a small screen, and draws rows as a list.

What stands in a closed box is hidden from readers of screens as well, not only from sight.
"""
