// Names of weaknesses of the Common Weakness Enumeration, Copyright The MITRE Corporation, which grants use of it with this notice.
// Categories and views are left out: they name no weakness.

/** The editions of the enumeration, the oldest first. */
export const CWE_EDITIONS =
  '1.0 1.0.1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.8.1 1.9 1.10 1.11 1.12 1.13 2.0 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.0 3.1 3.2 3.3 3.4 3.4.1 4.0 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.17 4.18 4.19 4.19.1 4.20';

/** A weakness a line: its number, the first and the last edition (by place in the list above, from 0) that give it this name, and the name. */
export const WEAKNESSES = `5 0 56 J2EE Misconfiguration: Data Transmission Without Encryption
6 0 56 J2EE Misconfiguration: Insufficient Session-ID Length
7 0 3 J2EE Misconfiguration: Missing Error Handling
7 4 56 J2EE Misconfiguration: Missing Custom Error Page
8 0 56 J2EE Misconfiguration: Entity Bean Declared Remote
9 0 56 J2EE Misconfiguration: Weak Access Permissions for EJB Methods
11 0 56 ASP.NET Misconfiguration: Creating Debug Binary
12 0 3 ASP.NET Misconfiguration: Missing Custom Error Handling
12 4 56 ASP.NET Misconfiguration: Missing Custom Error Page
13 0 56 ASP.NET Misconfiguration: Password in Configuration File
14 0 56 Compiler Removal of Code to Clear Buffers
15 0 56 External Control of System or Configuration Setting
20 0 2 Insufficient Input Validation
20 3 56 Improper Input Validation
22 0 8 Path Traversal
22 9 56 Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')
23 0 56 Relative Path Traversal
24 0 56 Path Traversal: '../filedir'
25 0 56 Path Traversal: '/../filedir'
26 0 56 Path Traversal: '/dir/../filename'
27 0 56 Path Traversal: 'dir/../../filename'
28 0 0 Path Traversal: '..\\filename'
28 1 56 Path Traversal: '..\\filedir'
29 0 56 Path Traversal: '\\..\\filename'
30 0 56 Path Traversal: '\\dir\\..\\filename'
31 0 0 Path Traversal: 'dir\\..\\filename'
31 1 56 Path Traversal: 'dir\\..\\..\\filename'
32 0 56 Path Traversal: '...' (Triple Dot)
33 0 56 Path Traversal: '....' (Multiple Dot)
34 0 56 Path Traversal: '....//'
35 0 56 Path Traversal: '.../...//'
36 0 56 Absolute Path Traversal
37 0 56 Path Traversal: '/absolute/pathname/here'
38 0 56 Path Traversal: '\\absolute\\pathname\\here'
39 0 56 Path Traversal: 'C:dirname'
40 0 56 Path Traversal: '\\\\UNC\\share\\name\\' (Windows UNC Share)
41 0 4 Failure to Resolve Path Equivalence
41 5 56 Improper Resolution of Path Equivalence
42 0 56 Path Equivalence: 'filename.' (Trailing Dot)
43 0 56 Path Equivalence: 'filename....' (Multiple Trailing Dot)
44 0 56 Path Equivalence: 'file.name' (Internal Dot)
45 0 56 Path Equivalence: 'file...name' (Multiple Internal Dot)
46 0 56 Path Equivalence: 'filename ' (Trailing Space)
47 0 11 Path Equivalence: ' filename (Leading Space)
47 12 56 Path Equivalence: ' filename' (Leading Space)
48 0 56 Path Equivalence: 'file name' (Internal Whitespace)
49 0 56 Path Equivalence: 'filename/' (Trailing Slash)
50 0 56 Path Equivalence: '//multiple/leading/slash'
51 0 56 Path Equivalence: '/multiple//internal/slash'
52 0 56 Path Equivalence: '/multiple/trailing/slash//'
53 0 56 Path Equivalence: '\\multiple\\\\internal\\backslash'
54 0 56 Path Equivalence: 'filedir\\' (Trailing Backslash)
55 0 56 Path Equivalence: '/./' (Single Dot Directory)
56 0 56 Path Equivalence: 'filedir*' (Wildcard)
57 0 0 Path Equivalence: 'dirname/fakechild/../realchild/filename'
57 1 56 Path Equivalence: 'fakedir/../realdir/filename'
58 0 56 Path Equivalence: Windows 8.3 Filename
59 0 4 Failure to Resolve Links Before File Access (aka 'Link Following')
59 5 56 Improper Link Resolution Before File Access ('Link Following')
61 27 27 UNIX Symbolic Link (Symlink) Following
61 29 56 UNIX Symbolic Link (Symlink) Following
62 0 56 UNIX Hard Link
64 0 56 Windows Shortcut Following (.LNK)
65 0 56 Windows Hard Link
66 0 3 Failure to Handle File Names that Identify Virtual Resources
66 4 56 Improper Handling of File Names that Identify Virtual Resources
67 0 3 Failure to Handle Windows Device Names
67 4 56 Improper Handling of Windows Device Names
69 0 12 Failure to Handle Windows ::DATA Alternate Data Stream
69 13 56 Improper Handling of Windows ::DATA Alternate Data Stream
71 0 27 Apple '.DS_Store'
71 28 56 DEPRECATED: Apple '.DS_Store'
72 0 1 Apple HFS+ Alternate Data Stream
72 2 4 Failure to Handle Apple HFS+ Alternate Data Stream Path
72 5 56 Improper Handling of Apple HFS+ Alternate Data Stream Path
73 0 56 External Control of File Name or Path
74 0 4 Failure to Sanitize Data into a Different Plane (aka 'Injection')
74 5 10 Failure to Sanitize Data into a Different Plane ('Injection')
74 11 56 Improper Neutralization of Special Elements in Output Used by a Downstream Component ('Injection')
75 0 56 Failure to Sanitize Special Elements into a Different Plane (Special Element Injection)
76 0 10 Failure to Resolve Equivalent Special Elements into a Different Plane
76 11 56 Improper Neutralization of Equivalent Special Elements
77 0 4 Failure to Sanitize Data into a Control Plane (aka 'Command Injection')
77 5 5 Failure to Sanitize Data into a Control Plane ('Command Injection')
77 6 10 Improper Sanitization of Special Elements used in a Command ('Command Injection')
77 11 56 Improper Neutralization of Special Elements used in a Command ('Command Injection')
78 0 2 Failure to Sanitize Data into an OS Command (aka 'OS Command Injection')
78 3 4 Failure to Preserve OS Command Structure (aka 'OS Command Injection')
78 5 5 Failure to Preserve OS Command Structure ('OS Command Injection')
78 6 10 Improper Sanitization of Special Elements used in an OS Command ('OS Command Injection')
78 11 56 Improper Neutralization of Special Elements used in an OS Command ('OS Command Injection')
79 0 2 Failure to Sanitize Directives in a Web Page (aka 'Cross-site scripting' (XSS))
79 3 4 Failure to Preserve Web Page Structure (aka 'Cross-site Scripting')
79 5 10 Failure to Preserve Web Page Structure ('Cross-site Scripting')
79 11 56 Improper Neutralization of Input During Web Page Generation ('Cross-site Scripting')
80 0 4 Failure to Sanitize Script-Related HTML Tags in a Web Page (Basic XSS)
80 5 10 Improper Sanitization of Script-Related HTML Tags in a Web Page (Basic XSS)
80 11 56 Improper Neutralization of Script-Related HTML Tags in a Web Page (Basic XSS)
81 0 4 Failure to Sanitize Directives in an Error Message Web Page
81 5 10 Improper Sanitization of Script in an Error Message Web Page
81 11 56 Improper Neutralization of Script in an Error Message Web Page
82 0 4 Failure to Sanitize Script in Attributes of IMG Tags in a Web Page
82 5 10 Improper Sanitization of Script in Attributes of IMG Tags in a Web Page
82 11 56 Improper Neutralization of Script in Attributes of IMG Tags in a Web Page
83 0 9 Failure to Sanitize Script in Attributes in a Web Page
83 10 56 Improper Neutralization of Script in Attributes in a Web Page
84 0 10 Failure to Resolve Encoded URI Schemes in a Web Page
84 11 56 Improper Neutralization of Encoded URI Schemes in a Web Page
85 0 56 Doubled Character XSS Manipulations
86 0 9 Failure to Sanitize Invalid Characters in Identifiers in Web Pages
86 10 56 Improper Neutralization of Invalid Characters in Identifiers in Web Pages
87 0 10 Failure to Sanitize Alternate XSS Syntax
87 11 56 Improper Neutralization of Alternate XSS Syntax
88 0 32 Argument Injection or Modification
88 33 33 Improper Delimitation of Arguments in a Command ('Argument Injection')
88 34 56 Improper Neutralization of Argument Delimiters in a Command ('Argument Injection')
89 0 2 Failure to Sanitize Data within SQL Queries (aka 'SQL Injection')
89 3 4 Failure to Preserve SQL Query Structure (aka 'SQL Injection')
89 5 5 Failure to Preserve SQL Query Structure ('SQL Injection')
89 6 10 Improper Sanitization of Special Elements used in an SQL Command ('SQL Injection')
89 11 56 Improper Neutralization of Special Elements used in an SQL Command ('SQL Injection')
90 0 4 Failure to Sanitize Data into LDAP Queries (aka 'LDAP Injection')
90 5 10 Failure to Sanitize Data into LDAP Queries ('LDAP Injection')
90 11 56 Improper Neutralization of Special Elements used in an LDAP Query ('LDAP Injection')
91 0 56 XML Injection (aka Blind XPath Injection)
92 0 0 Custom Special Character Injection
92 1 4 Insufficient Sanitization of Custom Special Characters
92 5 5 Improper Sanitization of Custom Special Characters
92 6 56 DEPRECATED: Improper Sanitization of Custom Special Characters
93 0 4 Failure to Sanitize CRLF Sequences (aka 'CRLF Injection')
93 5 10 Failure to Sanitize CRLF Sequences ('CRLF Injection')
93 11 56 Improper Neutralization of CRLF Sequences ('CRLF Injection')
94 0 2 Code Injection
94 3 4 Failure to Control Generation of Code (aka 'Code Injection')
94 5 13 Failure to Control Generation of Code ('Code Injection')
94 14 56 Improper Control of Generation of Code ('Code Injection')
95 0 4 Insufficient Control of Directives in Dynamically Evaluated Code (aka 'Eval Injection')
95 5 10 Improper Sanitization of Directives in Dynamically Evaluated Code ('Eval Injection')
95 11 56 Improper Neutralization of Directives in Dynamically Evaluated Code ('Eval Injection')
96 0 4 Insufficient Control of Directives in Statically Saved Code (Static Code Injection)
96 5 9 Improper Sanitization of Directives in Statically Saved Code ('Static Code Injection')
96 10 56 Improper Neutralization of Directives in Statically Saved Code ('Static Code Injection')
97 0 10 Failure to Sanitize Server-Side Includes (SSI) Within a Web Page
97 11 56 Improper Neutralization of Server-Side Includes (SSI) Within a Web Page
98 9 19 Improper Control of Filename for Include/Require Statement in PHP Program ('PHP File Inclusion')
98 20 56 Improper Control of Filename for Include/Require Statement in PHP Program ('PHP Remote File Inclusion')
99 0 4 Insufficient Control of Resource Identifiers (aka 'Resource Injection')
99 5 56 Improper Control of Resource Identifiers ('Resource Injection')
100 0 6 Technology-Specific Input Validation Problems
102 0 56 Struts: Duplicate Validation Forms
103 0 56 Struts: Incomplete validate() Method Definition
104 0 56 Struts: Form Bean Does Not Extend Validation Class
105 0 56 Struts: Form Field Without Validator
106 0 56 Struts: Plug-in Framework not in Use
107 0 56 Struts: Unused Validation Form
108 0 56 Struts: Unvalidated Action Form
109 0 56 Struts: Validator Turned Off
110 0 56 Struts: Validator Without Form Field
111 0 56 Direct Use of Unsafe JNI
112 0 56 Missing XML Validation
113 0 4 Failure to Sanitize CRLF Sequences in HTTP Headers (aka 'HTTP Response Splitting')
113 5 10 Failure to Sanitize CRLF Sequences in HTTP Headers ('HTTP Response Splitting')
113 11 42 Improper Neutralization of CRLF Sequences in HTTP Headers ('HTTP Response Splitting')
113 43 56 Improper Neutralization of CRLF Sequences in HTTP Headers ('HTTP Request/Response Splitting')
114 0 56 Process Control
115 0 56 Misinterpretation of Input
116 0 2 Insufficient Output Sanitization
116 3 56 Improper Encoding or Escaping of Output
117 0 4 Incorrect Output Sanitization for Logs
117 5 10 Improper Output Sanitization for Logs
117 11 56 Improper Output Neutralization for Logs
118 0 4 Improper Access of Indexable Resource (aka 'Range Error')
118 5 26 Improper Access of Indexable Resource ('Range Error')
118 27 56 Incorrect Access of Indexable Resource ('Range Error')
119 0 2 Failure to Constrain Operations within the Bounds of an Allocated Memory Buffer
119 3 12 Failure to Constrain Operations within the Bounds of a Memory Buffer
119 13 56 Improper Restriction of Operations within the Bounds of a Memory Buffer
120 9 56 Buffer Copy without Checking Size of Input ('Classic Buffer Overflow')
121 0 56 Stack-based Buffer Overflow
122 0 56 Heap-based Buffer Overflow
123 0 56 Write-what-where Condition
124 0 6 Boundary Beginning Violation ('Buffer Underwrite')
124 7 56 Buffer Underwrite ('Buffer Underflow')
125 0 56 Out-of-bounds Read
126 0 56 Buffer Over-read
127 0 56 Buffer Under-read
128 0 56 Wrap-around Error
129 0 6 Unchecked Array Indexing
129 7 56 Improper Validation of Array Index
130 0 3 Failure to Handle Length Parameter Inconsistency
130 4 56 Improper Handling of Length Parameter Inconsistency
131 0 56 Incorrect Calculation of Buffer Size
132 0 39 DEPRECATED (Duplicate): Miscalculated Null Termination
132 40 56 DEPRECATED: Miscalculated Null Termination
134 0 24 Uncontrolled Format String
134 25 56 Use of Externally-Controlled Format String
135 0 56 Incorrect Calculation of Multi-Byte String Length
138 0 3 Failure to Sanitize Special Elements
138 4 9 Improper Sanitization of Special Elements
138 10 56 Improper Neutralization of Special Elements
140 0 10 Failure to Sanitize Delimiters
140 11 56 Improper Neutralization of Delimiters
141 0 9 Failure to Sanitize Parameter/Argument Delimiters
141 10 56 Improper Neutralization of Parameter/Argument Delimiters
142 0 9 Failure to Sanitize Value Delimiters
142 10 56 Improper Neutralization of Value Delimiters
143 0 9 Failure to Sanitize Record Delimiters
143 10 56 Improper Neutralization of Record Delimiters
144 0 9 Failure to Sanitize Line Delimiters
144 10 56 Improper Neutralization of Line Delimiters
145 0 9 Failure to Sanitize Section Delimiters
145 10 56 Improper Neutralization of Section Delimiters
146 0 9 Failure to Sanitize Expression/Command Delimiters
146 10 56 Improper Neutralization of Expression/Command Delimiters
147 0 3 Failure to Sanitize Input Terminators
147 4 9 Improper Sanitization of Input Terminators
147 10 56 Improper Neutralization of Input Terminators
148 0 10 Failure to Sanitize Input Leaders
148 11 56 Improper Neutralization of Input Leaders
149 0 10 Failure to Sanitize Quoting Syntax
149 11 56 Improper Neutralization of Quoting Syntax
150 0 9 Failure to Sanitize Escape, Meta, or Control Sequences
150 10 56 Improper Neutralization of Escape, Meta, or Control Sequences
151 0 3 Failure to Sanitize Comment Element
151 4 9 Improper Sanitization of Comment Delimiters
151 10 56 Improper Neutralization of Comment Delimiters
152 0 3 Failure to Sanitize Macro Symbol
152 4 9 Improper Sanitization of Macro Symbols
152 10 56 Improper Neutralization of Macro Symbols
153 0 3 Failure to Sanitize Substitution Character
153 4 9 Improper Sanitization of Substitution Characters
153 10 56 Improper Neutralization of Substitution Characters
154 0 3 Failure to Sanitize Variable Name Delimiter
154 4 9 Improper Sanitization of Variable Name Delimiters
154 10 56 Improper Neutralization of Variable Name Delimiters
155 0 3 Failure to Sanitize Wildcard or Matching Symbol
155 4 9 Improper Sanitization of Wildcards or Matching Symbols
155 10 56 Improper Neutralization of Wildcards or Matching Symbols
156 0 3 Failure to Sanitize Whitespace
156 4 9 Improper Sanitization of Whitespace
156 10 56 Improper Neutralization of Whitespace
157 0 56 Failure to Sanitize Paired Delimiters
158 0 9 Failure to Sanitize Null Byte or NUL Character
158 10 56 Improper Neutralization of Null Byte or NUL Character
159 0 34 Failure to Sanitize Special Element
159 35 56 Improper Handling of Invalid Use of Special Elements
160 0 4 Failure to Sanitize Leading Special Element
160 5 9 Improper Sanitization of Leading Special Elements
160 10 56 Improper Neutralization of Leading Special Elements
161 0 4 Failure to Sanitize Multiple Leading Special Elements
161 5 9 Improper Sanitization of Multiple Leading Special Elements
161 10 56 Improper Neutralization of Multiple Leading Special Elements
162 0 4 Failure to Sanitize Trailing Special Element
162 5 9 Improper Sanitization of Trailing Special Elements
162 10 56 Improper Neutralization of Trailing Special Elements
163 0 4 Failure to Sanitize Multiple Trailing Special Elements
163 5 9 Improper Sanitization of Multiple Trailing Special Elements
163 10 56 Improper Neutralization of Multiple Trailing Special Elements
164 0 4 Failure to Sanitize Internal Special Element
164 5 9 Improper Sanitization of Internal Special Elements
164 10 56 Improper Neutralization of Internal Special Elements
165 0 4 Failure to Sanitize Multiple Internal Special Elements
165 5 9 Improper Sanitization of Multiple Internal Special Elements
165 10 56 Improper Neutralization of Multiple Internal Special Elements
166 0 4 Failure to Handle Missing Special Element
166 5 56 Improper Handling of Missing Special Element
167 0 4 Failure to Handle Additional Special Element
167 5 56 Improper Handling of Additional Special Element
168 0 12 Failure to Resolve Inconsistent Special Elements
168 13 56 Improper Handling of Inconsistent Special Elements
170 0 56 Improper Null Termination
172 0 56 Encoding Error
173 0 12 Failure to Handle Alternate Encoding
173 13 56 Improper Handling of Alternate Encoding
174 0 56 Double Decoding of the Same Data
175 0 12 Failure to Handle Mixed Encoding
175 13 56 Improper Handling of Mixed Encoding
176 0 12 Failure to Handle Unicode Encoding
176 13 56 Improper Handling of Unicode Encoding
177 0 12 Failure to Handle URL Encoding (Hex Encoding)
177 13 56 Improper Handling of URL Encoding (Hex Encoding)
178 0 12 Failure to Resolve Case Sensitivity
178 13 56 Improper Handling of Case Sensitivity
179 0 56 Incorrect Behavior Order: Early Validation
180 0 56 Incorrect Behavior Order: Validate Before Canonicalize
181 0 56 Incorrect Behavior Order: Validate Before Filter
182 0 10 Collapse of Data Into Unsafe Value
182 11 56 Collapse of Data into Unsafe Value
183 0 34 Permissive Whitelist
183 35 56 Permissive List of Allowed Inputs
184 0 34 Incomplete Blacklist
184 35 56 Incomplete List of Disallowed Inputs
185 0 56 Incorrect Regular Expression
186 0 56 Overly Restrictive Regular Expression
187 0 29 Partial Comparison
187 30 56 Partial String Comparison
188 0 56 Reliance on Data/Memory Layout
190 0 2 Integer Overflow (Wrap or Wraparound)
190 3 56 Integer Overflow or Wraparound
191 0 56 Integer Underflow (Wrap or Wraparound)
192 28 56 Integer Coercion Error
193 0 56 Off-by-one Error
194 0 1 Incorrect Sign Extension
194 2 56 Unexpected Sign Extension
195 0 56 Signed to Unsigned Conversion Error
196 0 56 Unsigned to Signed Conversion Error
197 0 56 Numeric Truncation Error
198 0 56 Use of Incorrect Byte Ordering
200 0 7 Information Leak (Information Disclosure)
200 8 34 Information Exposure
200 35 56 Exposure of Sensitive Information to an Unauthorized Actor
201 0 11 Information Leak Through Sent Data
201 12 34 Information Exposure Through Sent Data
201 35 36 Exposure of Sensitive Information Through Sent Data
201 37 56 Insertion of Sensitive Information Into Sent Data
202 0 13 Privacy Leak through Data Queries
202 14 34 Exposure of Sensitive Data Through Data Queries
202 35 56 Exposure of Sensitive Information Through Data Queries
203 0 7 Discrepancy Information Leaks
203 8 34 Information Exposure Through Discrepancy
203 35 36 Observable Discrepancy
203 37 37 Observable Differences in Behavior to Error Inputs
203 38 56 Observable Discrepancy
204 0 11 Response Discrepancy Information Leak
204 12 34 Response Discrepancy Information Exposure
204 35 56 Observable Response Discrepancy
205 0 7 Behavioral Discrepancy Information Leak
205 8 34 Information Exposure Through Behavioral Discrepancy
205 35 56 Observable Behavioral Discrepancy
206 0 13 Internal Behavioral Inconsistency Information Leak
206 14 34 Information Exposure of Internal State Through Behavioral Inconsistency
206 35 56 Observable Internal Behavioral Discrepancy
207 0 7 External Behavioral Inconsistency Information Leak
207 8 34 Information Exposure Through an External Behavioral Inconsistency
207 35 56 Observable Behavioral Discrepancy With Equivalent Products
208 0 13 Timing Discrepancy Information Leak
208 14 34 Information Exposure Through Timing Discrepancy
208 35 56 Observable Timing Discrepancy
209 0 2 Error Message Information Leaks
209 3 7 Error Message Information Leak
209 8 34 Information Exposure Through an Error Message
209 35 56 Generation of Error Message Containing Sensitive Information
210 0 13 Product-Generated Error Message Information Leak
210 14 18 Information Exposure Through Generated Error Message
210 19 34 Information Exposure Through Self-generated Error Message
210 35 56 Self-generated Error Message Containing Sensitive Information
211 0 13 Product-External Error Message Information Leak
211 14 18 Information Exposure Through External Error Message
211 19 27 Information Exposure Through Externally-generated Error Message
211 28 34 Information Exposure Through Externally-Generated Error Message
211 35 56 Externally-Generated Error Message Containing Sensitive Information
212 0 7 Cross-boundary Cleansing Information Leak
212 8 8 Improper Cross-boundary Cleansing
212 9 34 Improper Cross-boundary Removal of Sensitive Data
212 35 56 Improper Removal of Sensitive Information Before Storage or Transfer
213 0 13 Intended Information Leak
213 14 34 Intentional Information Exposure
213 35 56 Exposure of Sensitive Information Due to Incompatible Policies
214 0 13 Process Environment Information Leak
214 14 34 Information Exposure Through Process Environment
214 35 56 Invocation of Process Using Visible Sensitive Information
215 0 11 Information Leak Through Debug Information
215 12 34 Information Exposure Through Debug Information
215 35 56 Insertion of Sensitive Information Into Debugging Code
216 0 34 Containment Errors (Container Errors)
216 35 56 DEPRECATED: Containment Errors (Container Errors)
217 0 4 Failure to Protect Stored Data from Modification
217 5 56 DEPRECATED: Failure to Protect Stored Data from Modification
218 0 39 DEPRECATED (Duplicate): Failure to provide confidentiality for stored data
218 40 56 DEPRECATED: Failure to provide confidentiality for stored data
219 0 34 Sensitive Data Under Web Root
219 35 56 Storage of File with Sensitive Data Under Web Root
220 0 34 Sensitive Data Under FTP Root
220 35 56 Storage of File With Sensitive Data Under FTP Root
221 0 56 Information Loss or Omission
222 0 56 Truncation of Security-relevant Information
223 0 56 Omission of Security-relevant Information
224 0 56 Obscured Security-relevant Information by Alternate Name
225 0 39 DEPRECATED (Duplicate): General Information Management Problems
225 40 56 DEPRECATED: General Information Management Problems
226 0 34 Sensitive Information Uncleared Before Release
226 35 36 Sensitive Information Uncleared in Resource Before Release for Reuse
226 37 56 Sensitive Information in Resource Not Removed Before Reuse
227 0 4 Failure to Fulfill API Contract (aka 'API Abuse')
227 5 13 Failure to Fulfill API Contract ('API Abuse')
227 14 27 Improper Fulfillment of API Contract ('API Abuse')
228 0 3 Failure to Handle Syntactically Invalid Structure
228 4 56 Improper Handling of Syntactically Invalid Structure
229 0 56 Improper Handling of Values
230 0 3 Failure to Handle Missing Value
230 4 56 Improper Handling of Missing Values
231 0 3 Failure to Handle Extra Value
231 4 56 Improper Handling of Extra Values
232 0 3 Failure to Handle Undefined Value
232 4 56 Improper Handling of Undefined Values
233 0 20 Parameter Problems
233 21 56 Improper Handling of Parameters
234 0 56 Failure to Handle Missing Parameter
235 0 3 Failure to Handle Extra Parameter
235 4 56 Improper Handling of Extra Parameters
236 0 3 Failure to Handle Undefined Parameter
236 4 56 Improper Handling of Undefined Parameters
237 0 3 Element Problems
237 4 56 Improper Handling of Structural Elements
238 0 3 Failure to Handle Missing Element
238 4 56 Improper Handling of Incomplete Structural Elements
239 0 56 Failure to Handle Incomplete Element
240 0 3 Failure to Resolve Inconsistent Elements
240 4 56 Improper Handling of Inconsistent Structural Elements
241 0 3 Failure to Handle Wrong Data Type
241 4 56 Improper Handling of Unexpected Data Type
242 0 56 Use of Inherently Dangerous Function
243 0 12 Failure to Change Working Directory in chroot Jail
243 13 56 Creation of chroot Jail Without Changing Working Directory
244 0 4 Failure to Clear Heap Memory Before Release (aka 'Heap Inspection')
244 5 12 Failure to Clear Heap Memory Before Release ('Heap Inspection')
244 13 56 Improper Clearing of Heap Memory Before Release ('Heap Inspection')
245 0 56 J2EE Bad Practices: Direct Management of Connections
246 0 56 J2EE Bad Practices: Direct Use of Sockets
247 0 20 Reliance on DNS Lookups in a Security Decision
247 21 39 DEPRECATED (Duplicate): Reliance on DNS Lookups in a Security Decision
247 40 56 DEPRECATED: Reliance on DNS Lookups in a Security Decision
248 0 56 Uncaught Exception
249 0 5 Often Misused: Path Manipulation
249 6 56 DEPRECATED: Often Misused: Path Manipulation
250 0 2 Design Principle Violation: Failure to Use Least Privilege
250 3 56 Execution with Unnecessary Privileges
252 0 56 Unchecked Return Value
253 0 3 Misinterpreted Function Return Value
253 4 56 Incorrect Check of Function Return Value
256 0 29 Plaintext Storage of a Password
256 30 39 Unprotected Storage of Credentials
256 40 56 Plaintext Storage of a Password
257 0 56 Storing Passwords in a Recoverable Format
258 0 56 Empty Password in Configuration File
259 0 8 Hard-Coded Password
259 9 56 Use of Hard-coded Password
260 0 56 Password in Configuration File
261 0 34 Weak Cryptography for Passwords
261 35 56 Weak Encoding for Password
262 0 56 Not Using Password Aging
263 0 56 Password Aging with Long Expiration
266 0 56 Incorrect Privilege Assignment
267 0 56 Privilege Defined With Unsafe Actions
268 0 56 Privilege Chaining
269 0 4 Insecure Privilege Management
269 5 56 Improper Privilege Management
270 0 56 Privilege Context Switching Error
271 0 56 Privilege Dropping / Lowering Errors
272 0 56 Least Privilege Violation
273 0 3 Failure to Check Whether Privileges Were Dropped Successfully
273 4 4 Improper Check for Successfully Dropped Privileges
273 5 56 Improper Check for Dropped Privileges
274 0 4 Failure to Handle Insufficient Privileges
274 5 56 Improper Handling of Insufficient Privileges
276 0 4 Insecure Default Permissions
276 5 56 Incorrect Default Permissions
277 0 56 Insecure Inherited Permissions
278 0 56 Insecure Preserved Inherited Permissions
279 0 4 Insecure Execution-assigned Permissions
279 5 56 Incorrect Execution-Assigned Permissions
280 0 3 Failure to Handle Insufficient Permissions or Privileges
280 4 56 Improper Handling of Insufficient Permissions or Privileges
281 0 4 Permission Preservation Failure
281 5 56 Improper Preservation of Permissions
282 0 56 Improper Ownership Management
283 0 56 Unverified Ownership
284 0 13 Access Control (Authorization) Issues
284 14 56 Improper Access Control
285 0 2 Missing or Inconsistent Access Control
285 3 13 Improper Access Control (Authorization)
285 14 56 Improper Authorization
286 0 56 Incorrect User Management
287 0 2 Insufficient Authentication
287 3 56 Improper Authentication
288 0 56 Authentication Bypass Using an Alternate Path or Channel
289 0 56 Authentication Bypass by Alternate Name
290 0 56 Authentication Bypass by Spoofing
291 21 56 Reliance on IP Address for Authentication
292 0 20 Trusting Self-reported DNS Name
292 21 39 DEPRECATED (Duplicate): Trusting Self-reported DNS Name
292 40 56 DEPRECATED: Trusting Self-reported DNS Name
293 0 56 Using Referer Field for Authentication
294 0 56 Authentication Bypass by Capture-replay
295 20 56 Improper Certificate Validation
296 0 3 Failure to Follow Chain of Trust in Certificate Validation
296 4 19 Improper Following of Chain of Trust for Certificate Validation
296 20 56 Improper Following of a Certificate's Chain of Trust
297 0 3 Failure to Validate Host-specific Certificate Data
297 4 19 Improper Validation of Host-specific Certificate Data
297 20 56 Improper Validation of Certificate with Host Mismatch
298 0 3 Failure to Validate Certificate Expiration
298 4 56 Improper Validation of Certificate Expiration
299 0 3 Failure to Check for Certificate Revocation
299 4 56 Improper Check for Certificate Revocation
300 0 4 Channel Accessible by Non-Endpoint (aka 'Man-in-the-Middle')
300 5 34 Channel Accessible by Non-Endpoint ('Man-in-the-Middle')
300 35 56 Channel Accessible by Non-Endpoint
301 0 56 Reflection Attack in an Authentication Protocol
302 0 56 Authentication Bypass by Assumed-Immutable Data
303 0 4 Improper Implementation of Authentication Algorithm
303 5 56 Incorrect Implementation of Authentication Algorithm
304 0 56 Missing Critical Step in Authentication
305 0 56 Authentication Bypass by Primary Weakness
306 0 8 No Authentication for Critical Function
306 9 56 Missing Authentication for Critical Function
307 0 8 Failure to Restrict Excessive Authentication Attempts
307 9 56 Improper Restriction of Excessive Authentication Attempts
308 0 56 Use of Single-factor Authentication
309 0 56 Use of Password System for Primary Authentication
311 0 8 Failure to Encrypt Sensitive Data
311 9 56 Missing Encryption of Sensitive Data
312 0 2 Plaintext Storage of Sensitive Information
312 3 56 Cleartext Storage of Sensitive Information
313 0 20 Plaintext Storage in a File or on Disk
313 21 56 Cleartext Storage in a File or on Disk
314 0 20 Plaintext Storage in the Registry
314 21 56 Cleartext Storage in the Registry
315 0 20 Plaintext Storage in a Cookie
315 21 56 Cleartext Storage of Sensitive Information in a Cookie
316 0 20 Plaintext Storage in Memory
316 21 56 Cleartext Storage of Sensitive Information in Memory
317 0 20 Plaintext Storage in GUI
317 21 56 Cleartext Storage of Sensitive Information in GUI
318 0 20 Plaintext Storage in Executable
318 21 56 Cleartext Storage of Sensitive Information in Executable
319 0 2 Plaintext Transmission of Sensitive Information
319 3 56 Cleartext Transmission of Sensitive Information
321 0 56 Use of Hard-coded Cryptographic Key
322 0 56 Key Exchange without Entity Authentication
323 0 56 Reusing a Nonce, Key Pair in Encryption
324 0 56 Use of a Key Past its Expiration Date
325 0 36 Missing Required Cryptographic Step
325 37 56 Missing Cryptographic Step
326 0 5 Weak Encryption
326 6 56 Inadequate Encryption Strength
327 0 56 Use of a Broken or Risky Cryptographic Algorithm
328 0 40 Reversible One-Way Hash
328 41 56 Use of Weak Hash
329 0 38 Not Using a Random IV with CBC Mode
329 39 39 Not Using an Unpredictable IV with CBC Mode
329 40 56 Generation of Predictable IV with CBC Mode
330 0 56 Use of Insufficiently Random Values
331 0 56 Insufficient Entropy
332 0 56 Insufficient Entropy in PRNG
333 0 4 Failure to Handle Insufficient Entropy in TRNG
333 5 56 Improper Handling of Insufficient Entropy in TRNG
334 0 56 Small Space of Random Values
335 0 27 PRNG Seed Error
335 28 56 Incorrect Usage of Seeds in Pseudo-Random Number Generator (PRNG)
336 0 27 Same Seed in PRNG
336 28 56 Same Seed in Pseudo-Random Number Generator (PRNG)
337 0 27 Predictable Seed in PRNG
337 28 56 Predictable Seed in Pseudo-Random Number Generator (PRNG)
338 0 22 Use of Cryptographically Weak PRNG
338 23 56 Use of Cryptographically Weak Pseudo-Random Number Generator (PRNG)
339 0 56 Small Seed Space in PRNG
340 0 34 Predictability Problems
340 35 56 Generation of Predictable Numbers or Identifiers
341 0 56 Predictable from Observable State
342 0 56 Predictable Exact Value from Previous Values
343 0 56 Predictable Value Range from Previous Values
344 0 56 Use of Invariant Value in Dynamically Changing Context
345 0 56 Insufficient Verification of Data Authenticity
346 0 56 Origin Validation Error
347 0 4 Improperly Verified Signature
347 5 56 Improper Verification of Cryptographic Signature
348 0 56 Use of Less Trusted Source
349 0 56 Acceptance of Extraneous Untrusted Data With Trusted Data
350 0 20 Improperly Trusted Reverse DNS
350 21 56 Reliance on Reverse DNS Resolution for a Security-Critical Action
351 0 56 Insufficient Type Distinction
352 27 27 Cross-Site Request Forgery (CSRF)
352 29 56 Cross-Site Request Forgery (CSRF)
353 0 12 Failure to Add Integrity Check Value
353 13 56 Missing Support for Integrity Check
354 0 3 Failure to Check Integrity Check Value
354 4 56 Improper Validation of Integrity Check Value
356 0 56 Product UI does not Warn User of Unsafe Actions
357 0 56 Insufficient UI Warning of Dangerous Operations
358 0 56 Improperly Implemented Security Check for Standard
359 0 21 Privacy Violation
359 22 34 Exposure of Private Information ('Privacy Violation')
359 35 56 Exposure of Private Personal Information to an Unauthorized Actor
360 0 56 Trust of System Event Data
362 0 12 Race Condition
362 13 56 Concurrent Execution using Shared Resource with Improper Synchronization ('Race Condition')
363 0 56 Race Condition Enabling Link Following
364 0 56 Signal Handler Race Condition
365 0 41 Race Condition in Switch
365 42 56 DEPRECATED: Race Condition in Switch
366 0 56 Race Condition within a Thread
367 0 0 Time-of-check Time-of-use Race Condition
367 1 56 Time-of-check Time-of-use (TOCTOU) Race Condition
368 0 56 Context Switching Race Condition
369 0 56 Divide By Zero
370 0 4 Race Condition in Checking for Certificate Revocation
370 5 56 Missing Check for Certificate Revocation after Initial Check
372 0 56 Incomplete Internal State Distinction
373 0 12 State Synchronization Error
373 13 56 DEPRECATED: State Synchronization Error
374 0 10 Mutable Objects Passed by Reference
374 11 56 Passing Mutable Objects to an Untrusted Method
375 0 11 Passing Mutable Objects to an Untrusted Method
375 12 56 Returning a Mutable Object to an Untrusted Caller
377 0 56 Insecure Temporary File
378 0 56 Creation of Temporary File With Insecure Permissions
379 0 4 Creation of Temporary File in Directory with Insecure Permissions
379 5 34 Creation of Temporary File in Directory with Incorrect Permissions
379 35 56 Creation of Temporary File in Directory with Insecure Permissions
382 0 56 J2EE Bad Practices: Use of System.exit()
383 0 56 J2EE Bad Practices: Direct Use of Threads
384 27 27 Session Fixation
384 29 56 Session Fixation
385 0 56 Covert Timing Channel
386 0 56 Symbolic Name not Mapping to Correct Object
390 0 56 Detection of Error Condition Without Action
391 0 56 Unchecked Error Condition
392 0 12 Failure to Report Error in Status Code
392 13 56 Missing Report of Error Condition
393 0 56 Return of Wrong Status Code
394 0 56 Unexpected Status Code or Return Value
395 0 56 Use of NullPointerException Catch to Detect NULL Pointer Dereference
396 0 56 Declaration of Catch for Generic Exception
397 0 56 Declaration of Throws for Generic Exception
398 0 27 Indicator of Poor Code Quality
400 0 0 Resource Exhaustion
400 1 4 Uncontrolled Resource Consumption (aka 'Resource Exhaustion')
400 5 30 Uncontrolled Resource Consumption ('Resource Exhaustion')
400 31 56 Uncontrolled Resource Consumption
401 0 4 Failure to Release Memory Before Removing Last Reference (aka 'Memory Leak')
401 5 12 Failure to Release Memory Before Removing Last Reference ('Memory Leak')
401 13 30 Improper Release of Memory Before Removing Last Reference ('Memory Leak')
401 31 31 Improper Release of Memory Before Removing Last Reference
401 32 56 Missing Release of Memory after Effective Lifetime
402 0 4 Transmission of Private Resources into a New Sphere (aka 'Resource Leak')
402 5 56 Transmission of Private Resources into a New Sphere ('Resource Leak')
403 0 13 UNIX File Descriptor Leak
403 14 19 Exposure of File Descriptor to Unintended Control Sphere
403 20 56 Exposure of File Descriptor to Unintended Control Sphere ('File Descriptor Leak')
404 0 56 Improper Resource Shutdown or Release
405 0 56 Asymmetric Resource Consumption (Amplification)
406 0 0 Network Amplification
406 1 56 Insufficient Control of Network Message Volume (Network Amplification)
407 0 31 Algorithmic Complexity
407 32 56 Inefficient Algorithmic Complexity
408 0 56 Incorrect Behavior Order: Early Amplification
409 0 4 Failure to Handle Highly Compressed Data (Data Amplification)
409 5 56 Improper Handling of Highly Compressed Data (Data Amplification)
410 0 56 Insufficient Resource Pool
412 0 5 Unrestricted Lock on Critical Resource
412 6 56 Unrestricted Externally Accessible Lock
413 0 11 Insufficient Resource Locking
413 12 56 Improper Resource Locking
414 0 56 Missing Lock Check
415 0 56 Double Free
416 0 56 Use After Free
419 0 56 Unprotected Primary Channel
420 0 56 Unprotected Alternate Channel
421 0 56 Race Condition During Access to Alternate Channel
422 0 56 Unprotected Windows Messaging Channel ('Shatter')
423 0 1 Proxied Trusted Channel
423 2 39 DEPRECATED (Duplicate): Proxied Trusted Channel
423 40 56 DEPRECATED: Proxied Trusted Channel
424 0 12 Failure to Protect Alternate Path
424 13 56 Improper Protection of Alternate Path
425 0 56 Direct Request ('Forced Browsing')
426 27 27 Untrusted Search Path
426 29 56 Untrusted Search Path
427 0 56 Uncontrolled Search Path Element
428 0 56 Unquoted Search Path or Element
430 0 56 Deployment of Wrong Handler
431 0 56 Missing Handler
432 0 12 Dangerous Handler not Disabled During Sensitive Operations
432 13 56 Dangerous Signal Handler not Disabled During Sensitive Operations
433 0 56 Unparsed Raw Web Content Delivery
434 9 56 Unrestricted Upload of File with Dangerous Type
435 0 27 Interaction Error
435 28 29 Improper Interaction Between Multiple Entities
435 30 56 Improper Interaction Between Multiple Correctly-Behaving Entities
436 0 56 Interpretation Conflict
437 0 56 Incomplete Model of Endpoint Features
439 0 56 Behavioral Change in New Version or Environment
440 0 56 Expected Behavior Violation
441 0 19 Unintended Proxy/Intermediary
441 20 56 Unintended Proxy or Intermediary ('Confused Deputy')
443 0 39 DEPRECATED (Duplicate): HTTP response splitting
443 40 56 DEPRECATED: HTTP response splitting
444 0 4 Inconsistent Interpretation of HTTP Requests (aka 'HTTP Request Smuggling')
444 5 42 Inconsistent Interpretation of HTTP Requests ('HTTP Request Smuggling')
444 43 56 Inconsistent Interpretation of HTTP Requests ('HTTP Request/Response Smuggling')
446 0 56 UI Discrepancy for Security Feature
447 0 56 Unimplemented or Unsupported Feature in UI
448 0 56 Obsolete Feature in UI
449 0 56 The UI Performs the Wrong Action
450 0 56 Multiple Interpretations of UI Input
451 0 21 UI Misrepresentation of Critical Information
451 22 56 User Interface (UI) Misrepresentation of Critical Information
453 0 56 Insecure Default Variable Initialization
454 0 8 External Initialization of Trusted Variables
454 9 56 External Initialization of Trusted Variables or Data Stores
455 0 56 Non-exit on Failed Initialization
456 0 19 Missing Initialization
456 20 56 Missing Initialization of a Variable
457 0 56 Use of Uninitialized Variable
458 0 56 DEPRECATED: Incorrect Initialization
459 0 56 Incomplete Cleanup
460 0 56 Improper Cleanup on Thrown Exception
462 0 56 Duplicate Key in Associative List (Alist)
463 0 56 Deletion of Data Structure Sentinel
464 0 56 Addition of Data Structure Sentinel
466 0 56 Return of Pointer Value Outside of Expected Range
467 0 56 Use of sizeof() on a Pointer Type
468 0 56 Incorrect Pointer Scaling
469 0 56 Use of Pointer Subtraction to Determine Size
470 0 4 Use of Externally-Controlled Input to Select Classes or Code (aka 'Unsafe Reflection')
470 5 56 Use of Externally-Controlled Input to Select Classes or Code ('Unsafe Reflection')
471 0 56 Modification of Assumed-Immutable Data (MAID)
472 0 56 External Control of Assumed-Immutable Web Parameter
473 0 56 PHP External Variable Modification
474 0 56 Use of Function with Inconsistent Implementations
475 0 56 Undefined Behavior for Input to API
476 0 56 NULL Pointer Dereference
477 0 27 Use of Obsolete Functions
477 28 56 Use of Obsolete Function
478 0 4 Failure to Use Default Case in Switch
478 5 43 Missing Default Case in Switch Statement
478 44 56 Missing Default Case in Multiple Condition Expression
479 0 12 Unsafe Function Call from a Signal Handler
479 13 56 Signal Handler Use of a Non-reentrant Function
480 0 56 Use of Incorrect Operator
481 0 56 Assigning instead of Comparing
482 0 56 Comparing instead of Assigning
483 0 56 Incorrect Block Delimitation
484 0 1 Omitted Break Statement
484 2 56 Omitted Break Statement in Switch
485 0 27 Insufficient Encapsulation
486 0 56 Comparison of Classes by Name
487 0 56 Reliance on Package-level Scope
488 0 13 Data Leak Between Sessions
488 14 56 Exposure of Data Element to Wrong Session
489 0 34 Leftover Debug Code
489 35 56 Active Debug Code
491 0 4 Public cloneable() Method Without Final (aka 'Object Hijack')
491 5 56 Public cloneable() Method Without Final ('Object Hijack')
492 0 56 Use of Inner Class Containing Sensitive Data
493 0 56 Critical Public Variable Without Final Modifier
494 0 2 Download of Untrusted Mobile Code Without Integrity Check
494 3 56 Download of Code Without Integrity Check
495 0 30 Private Array-Typed Field Returned From A Public Method
495 31 56 Private Data Structure Returned From A Public Method
496 0 56 Public Data Assigned to Private Array-Typed Field
497 0 7 Information Leak of System Data
497 8 34 Exposure of System Data to an Unauthorized Control Sphere
497 35 56 Exposure of Sensitive System Information to an Unauthorized Control Sphere
498 0 13 Information Leak through Class Cloning
498 14 56 Cloneable Class Containing Sensitive Information
499 0 56 Serializable Class Containing Sensitive Data
500 0 1 Static Field Not Marked Final
500 2 56 Public Static Field Not Marked Final
501 0 56 Trust Boundary Violation
502 0 56 Deserialization of Untrusted Data
506 0 56 Embedded Malicious Code
507 0 56 Trojan Horse
508 0 56 Non-Replicating Malicious Code
509 0 56 Replicating Malicious Code (Virus or Worm)
510 0 56 Trapdoor
511 0 56 Logic/Time Bomb
512 0 56 Spyware
514 0 56 Covert Channel
515 0 56 Covert Storage Channel
516 0 39 DEPRECATED (Duplicate): Covert Timing Channel
516 40 56 DEPRECATED: Covert Timing Channel
520 0 56 .NET Misconfiguration: Use of Impersonation
521 0 56 Weak Password Requirements
522 0 56 Insufficiently Protected Credentials
523 0 56 Unprotected Transport of Credentials
524 0 13 Information Leak Through Caching
524 14 34 Information Exposure Through Caching
524 35 56 Use of Cache Containing Sensitive Information
525 0 13 Information Leak Through Browser Caching
525 14 34 Information Exposure Through Browser Caching
525 35 56 Use of Web Browser Cache Containing Sensitive Information
526 0 13 Information Leak Through Environmental Variables
526 14 34 Information Exposure Through Environmental Variables
526 35 44 Exposure of Sensitive Information Through Environmental Variables
526 45 56 Cleartext Storage of Sensitive Information in an Environment Variable
527 0 7 Information Leak Through CVS Repository
527 8 34 Exposure of CVS Repository to an Unauthorized Control Sphere
527 35 56 Exposure of Version-Control Repository to an Unauthorized Control Sphere
528 0 7 Information Leak Through Core Dump Files
528 8 56 Exposure of Core Dump File to an Unauthorized Control Sphere
529 0 7 Information Leak Through Access Control List Files
529 8 56 Exposure of Access Control List Files to an Unauthorized Control Sphere
530 0 7 Information Leak Through Backup (.~bk) Files
530 8 56 Exposure of Backup File to an Unauthorized Control Sphere
531 0 13 Information Leak Through Test Code
531 14 34 Information Exposure Through Test Code
531 35 56 Inclusion of Sensitive Information in Test Code
532 0 13 Information Leak Through Log Files
532 14 31 Information Exposure Through Log Files
532 32 34 Inclusion of Sensitive Information in Log Files
532 35 56 Insertion of Sensitive Information into Log File
533 0 13 Information Leak Through Server Log Files
533 14 29 Information Exposure Through Server Log Files
533 30 56 DEPRECATED: Information Exposure Through Server Log Files
534 0 13 Information Leak Through Debug Log Files
534 14 29 Information Exposure Through Debug Log Files
534 30 56 DEPRECATED: Information Exposure Through Debug Log Files
535 0 13 Information Leak Through Shell Error Message
535 14 34 Information Exposure Through Shell Error Message
535 35 56 Exposure of Information Through Shell Error Message
536 0 13 Information Leak Through Servlet Runtime Error Message
536 14 34 Information Exposure Through Servlet Runtime Error Message
536 35 56 Servlet Runtime Error Message Containing Sensitive Information
537 0 13 Information Leak Through Java Runtime Error Message
537 14 34 Information Exposure Through Java Runtime Error Message
537 35 56 Java Runtime Error Message Containing Sensitive Information
538 0 7 File and Directory Information Leaks
538 8 34 File and Directory Information Exposure
538 35 56 Insertion of Sensitive Information into Externally-Accessible File or Directory
539 0 13 Information Leak Through Persistent Cookies
539 14 34 Information Exposure Through Persistent Cookies
539 35 56 Use of Persistent Cookies Containing Sensitive Information
540 0 13 Information Leak Through Source Code
540 14 34 Information Exposure Through Source Code
540 35 56 Inclusion of Sensitive Information in Source Code
541 0 13 Information Leak Through Include Source Code
541 14 34 Information Exposure Through Include Source Code
541 35 56 Inclusion of Sensitive Information in an Include File
542 0 13 Information Leak Through Cleanup Log Files
542 14 29 Information Exposure Through Cleanup Log Files
542 30 56 DEPRECATED: Information Exposure Through Cleanup Log Files
543 0 11 Use of Singleton Pattern in a Non-thread-safe Manner
543 12 56 Use of Singleton Pattern Without Synchronization in a Multithreaded Context
544 0 3 Missing Error Handling Mechanism
544 4 12 Failure to Use a Standardized Error Handling Mechanism
544 13 56 Missing Standardized Error Handling Mechanism
545 0 26 Use of Dynamic Class Loading
545 27 56 DEPRECATED: Use of Dynamic Class Loading
546 0 56 Suspicious Comment
547 0 56 Use of Hard-coded, Security-relevant Constants
548 0 13 Information Leak Through Directory Listing
548 14 34 Information Exposure Through Directory Listing
548 35 56 Exposure of Information Through Directory Listing
549 0 56 Missing Password Field Masking
550 0 13 Information Leak Through Server Error Message
550 14 34 Information Exposure Through Server Error Message
550 35 56 Server-generated Error Message Containing Sensitive Information
551 0 56 Incorrect Behavior Order: Authorization Before Parsing and Canonicalization
552 0 56 Files or Directories Accessible to External Parties
553 0 56 Command Shell in Externally Accessible Directory
554 0 56 ASP.NET Misconfiguration: Not Using Input Validation Framework
555 0 56 J2EE Misconfiguration: Plaintext Password in Configuration File
556 0 56 ASP.NET Misconfiguration: Use of Identity Impersonation
558 0 56 Use of getlogin() in Multithreaded Application
560 0 56 Use of umask() with chmod-style Argument
561 0 56 Dead Code
562 0 56 Return of Stack Variable Address
563 0 22 Unused Variable
563 23 27 Assignment to Variable without Use ('Unused Variable')
563 28 56 Assignment to Variable without Use
564 0 56 SQL Injection: Hibernate
565 0 5 Use of Cookies in Security Decision
565 6 56 Reliance on Cookies without Validation and Integrity Checking
566 0 13 Access Control Bypass Through User-Controlled SQL Primary Key
566 14 56 Authorization Bypass Through User-Controlled SQL Primary Key
567 0 12 Unsynchronized Access to Shared Data
567 13 56 Unsynchronized Access to Shared Data in a Multithreaded Context
568 0 56 finalize() Method Without super.finalize()
570 0 56 Expression is Always False
571 0 56 Expression is Always True
572 0 56 Call to Thread run() instead of start()
573 0 13 Failure to Follow Specification
573 14 56 Improper Following of Specification by Caller
574 0 56 EJB Bad Practices: Use of Synchronization Primitives
575 0 56 EJB Bad Practices: Use of AWT Swing
576 0 56 EJB Bad Practices: Use of Java I/O
577 0 56 EJB Bad Practices: Use of Sockets
578 0 56 EJB Bad Practices: Use of Class Loader
579 0 56 J2EE Bad Practices: Non-serializable Object Stored in Session
580 0 56 clone() Method Without super.clone()
581 0 56 Object Model Violation: Just One of Equals and Hashcode Defined
582 0 56 Array Declared Public, Final, and Static
583 0 56 finalize() Method Declared Public
584 0 56 Return Inside Finally Block
585 0 56 Empty Synchronized Block
586 0 56 Explicit Call to Finalize()
587 0 56 Assignment of a Fixed Address to a Pointer
588 0 56 Attempt to Access Child of a Non-structure Pointer
589 0 56 Call to Non-ubiquitous API
590 0 4 Free of Invalid Pointer Not on the Heap
590 5 6 Free of  Memory not on the Heap
590 7 56 Free of Memory not on the Heap
591 0 56 Sensitive Data Storage in Improperly Locked Memory
592 0 26 Authentication Bypass Issues
592 27 56 DEPRECATED: Authentication Bypass Issues
593 0 56 Authentication Bypass: OpenSSL CTX Object Modified after SSL Objects are Created
594 0 56 J2EE Framework: Saving Unserializable Objects to Disk
595 0 4 Incorrect Syntactic Object Comparison
595 5 56 Comparison of Object References Instead of Object Contents
596 0 29 Incorrect Semantic Object Comparison
596 30 56 DEPRECATED: Incorrect Semantic Object Comparison
597 0 56 Use of Wrong Operator in String Comparison
598 0 13 Information Leak Through Query Strings in GET Request
598 14 34 Information Exposure Through Query Strings in GET Request
598 35 55 Use of GET Request Method With Sensitive Query Strings
598 56 56 Use of HTTP Request With Sensitive Query String
599 0 19 Trust of OpenSSL Certificate Without Validation
599 20 56 Missing Validation of OpenSSL Certificate
600 0 3 Failure to Catch All Exceptions (Missing Catch Block)
600 4 12 Failure to Catch All Exceptions in Servlet
600 13 56 Uncaught Exception in Servlet
601 0 4 URL Redirection to Untrusted Site (aka 'Open Redirect')
601 5 56 URL Redirection to Untrusted Site ('Open Redirect')
602 0 2 Design Principle Violation: Client-Side Enforcement of Server-Side Security
602 3 56 Client-Side Enforcement of Server-Side Security
603 0 56 Use of Client-Side Authentication
605 0 56 Multiple Binds to the Same Port
606 0 56 Unchecked Input for Loop Condition
607 0 56 Public Static Final Field References Mutable Object
608 0 56 Struts: Non-private Field in ActionForm Class
609 0 56 Double-Checked Locking
610 0 56 Externally Controlled Reference to a Resource in Another Sphere
611 0 13 Information Leak Through XML External Entity File Disclosure
611 14 19 Information Exposure Through XML External Entity Reference
611 20 31 Improper Restriction of XML External Entity Reference ('XXE')
611 32 56 Improper Restriction of XML External Entity Reference
612 0 13 Information Leak Through Indexing of Private Data
612 14 34 Information Exposure Through Indexing of Private Data
612 35 56 Improper Authorization of Index Containing Sensitive Information
613 0 56 Insufficient Session Expiration
614 0 3 Sensitive Cookie in HTTPS Session Without "Secure" Attribute
614 4 56 Sensitive Cookie in HTTPS Session Without 'Secure' Attribute
615 0 13 Information Leak Through Comments
615 14 34 Information Exposure Through Comments
615 35 56 Inclusion of Sensitive Information in Source Code Comments
616 0 56 Incomplete Identification of Uploaded File Variables (PHP)
617 0 56 Reachable Assertion
618 0 56 Exposed Unsafe ActiveX Method
619 0 4 Dangling Database Cursor (aka 'Cursor Injection')
619 5 56 Dangling Database Cursor ('Cursor Injection')
620 0 56 Unverified Password Change
621 0 56 Variable Extraction Error
622 0 18 Unvalidated Function Hook Arguments
622 19 56 Improper Validation of Function Hook Arguments
623 0 56 Unsafe ActiveX Control Marked Safe For Scripting
624 0 56 Executable Regular Expression Error
625 0 56 Permissive Regular Expression
626 0 56 Null Byte Interaction Error (Poison Null Byte)
627 0 56 Dynamic Variable Evaluation
628 0 56 Function Call with Incorrectly Specified Arguments
636 0 2 Design Principle Violation: Not Failing Securely (aka 'Failing Open')
636 3 4 Not Failing Securely (aka 'Failing Open')
636 5 56 Not Failing Securely ('Failing Open')
637 0 2 Design Principle Violation: Not Using Economy of Mechanism
637 3 12 Failure to Use Economy of Mechanism
637 13 56 Unnecessary Complexity in Protection Mechanism (Not Using 'Economy of Mechanism')
638 0 2 Design Principle Violation: Not Using Complete Mediation
638 3 12 Failure to Use Complete Mediation
638 13 56 Not Using Complete Mediation
639 0 13 Access Control Bypass Through User-Controlled Key
639 14 56 Authorization Bypass Through User-Controlled Key
640 0 56 Weak Password Recovery Mechanism for Forgotten Password
641 0 10 Insufficient Filtering of File and Other Resource Names for Executable Content
641 11 56 Improper Restriction of Names for Files and Other Resources
642 0 2 External Control of User State Data
642 3 56 External Control of Critical State Data
643 0 0 Unsafe Treatment of XPath Input
643 1 4 Failure to Sanitize Data within XPath Expressions (aka 'XPath injection')
643 5 9 Failure to Sanitize Data within XPath Expressions ('XPath injection')
643 10 10 Improper Neutralization of Data within XPath Expressions ('XPath injection')
643 11 56 Improper Neutralization of Data within XPath Expressions ('XPath Injection')
644 0 0 Insufficient Filtering of HTTP Headers for Scripting Syntax
644 1 4 Insufficient Sanitization of HTTP Headers for Scripting Syntax
644 5 9 Improper Sanitization of HTTP Headers for Scripting Syntax
644 10 56 Improper Neutralization of HTTP Headers for Scripting Syntax
645 0 56 Overly Restrictive Account Lockout Mechanism
646 0 0 Taking Actions based on File Name or Extension of a User Supplied File
646 1 56 Reliance on File Name or Extension of Externally-Supplied File
647 0 0 Using Non-Canonical Paths for Authorization Decisions
647 1 56 Use of Non-Canonical URL Paths for Authorization Decisions
648 0 4 Improper Use of Privileged APIs
648 5 56 Incorrect Use of Privileged APIs
649 0 56 Reliance on Obfuscation or Encryption of Security-Relevant Inputs without Integrity Checking
650 0 56 Trusting HTTP Permission Methods on the Server Side
651 0 11 Information Leak through WSDL File
651 12 13 Information Exposure through WSDL File
651 14 34 Information Exposure Through WSDL File
651 35 56 Exposure of WSDL File Containing Sensitive Information
652 0 0 Unsafe Treatment of XQuery Input
652 1 4 Failure to Sanitize Data within XQuery Expressions (aka 'XQuery Injection')
652 5 9 Failure to Sanitize Data within XQuery Expressions ('XQuery Injection')
652 10 56 Improper Neutralization of Data within XQuery Expressions ('XQuery Injection')
653 0 2 Design Principle Violation: Insufficient Compartmentalization
653 3 40 Insufficient Compartmentalization
653 41 56 Improper Isolation or Compartmentalization
654 0 2 Design Principle Violation: Reliance on a Single Factor in a Security Decision
654 3 56 Reliance on a Single Factor in a Security Decision
655 0 2 Design Principle Violation: Failure to Satisfy Psychological Acceptability
655 3 4 Failure to Satisfy Psychological Acceptability
655 5 56 Insufficient Psychological Acceptability
656 0 2 Design Principle Violation: Reliance on Security through Obscurity
656 3 13 Reliance on Security through Obscurity
656 14 56 Reliance on Security Through Obscurity
657 0 56 Violation of Secure Design Principles
662 0 11 Insufficient Synchronization
662 12 56 Improper Synchronization
663 0 11 Use of a Non-reentrant Function in an Unsynchronized Context
663 12 12 Use of a Non-reentrant Function in a Multithreaded Context
663 13 56 Use of a Non-reentrant Function in a Concurrent Context
664 0 4 Insufficient Control of a Resource Through its Lifetime
664 5 56 Improper Control of a Resource Through its Lifetime
665 0 2 Incorrect or Incomplete Initialization
665 3 56 Improper Initialization
666 0 56 Operation on Resource in Wrong Phase of Lifetime
667 0 12 Insufficient Locking
667 13 56 Improper Locking
668 0 56 Exposure of Resource to Wrong Sphere
669 0 56 Incorrect Resource Transfer Between Spheres
670 0 56 Always-Incorrect Control Flow Implementation
671 0 2 Design Principle Violation: Lack of Administrator Control over Security
671 3 56 Lack of Administrator Control over Security
672 0 8 Use of a Resource after Expiration or Release
672 9 56 Operation on a Resource after Expiration or Release
673 0 56 External Influence of Sphere Definition
674 0 56 Uncontrolled Recursion
675 0 40 Duplicate Operations on Resource
675 41 56 Multiple Operations on Resource in Single-Operation Context
676 0 56 Use of Potentially Dangerous Function
680 27 27 Integer Overflow to Buffer Overflow
680 29 56 Integer Overflow to Buffer Overflow
681 0 56 Incorrect Conversion between Numeric Types
682 0 56 Incorrect Calculation
683 0 56 Function Call With Incorrect Order of Arguments
684 0 13 Failure to Provide Specified Functionality
684 14 56 Incorrect Provision of Specified Functionality
685 0 56 Function Call With Incorrect Number of Arguments
686 0 56 Function Call With Incorrect Argument Type
687 0 56 Function Call With Incorrectly Specified Argument Value
688 0 56 Function Call With Incorrect Variable or Reference as Argument
689 27 27 Permission Race Condition During Resource Copy
689 29 56 Permission Race Condition During Resource Copy
690 27 27 Unchecked Return Value to NULL Pointer Dereference
690 29 56 Unchecked Return Value to NULL Pointer Dereference
691 0 56 Insufficient Control Flow Management
692 27 27 Incomplete Blacklist to Cross-Site Scripting
692 29 35 Incomplete Blacklist to Cross-Site Scripting
692 36 56 Incomplete Denylist to Cross-Site Scripting
693 0 56 Protection Mechanism Failure
694 0 56 Use of Multiple Resources with Duplicate Identifier
695 0 56 Use of Low-Level Functionality
696 0 56 Incorrect Behavior Order
697 0 29 Insufficient Comparison
697 30 56 Incorrect Comparison
698 0 19 Redirect Without Exit
698 20 56 Execution After Redirect (EAR)
703 0 12 Failure to Handle Exceptional Conditions
703 13 56 Improper Check or Handling of Exceptional Conditions
704 0 56 Incorrect Type Conversion or Cast
705 0 56 Incorrect Control Flow Scoping
706 0 56 Use of Incorrectly-Resolved Name or Reference
707 0 4 Failure to Enforce that Messages or Data are Well-Formed
707 5 34 Improper Enforcement of Message or Data Structure
707 35 56 Improper Neutralization
708 0 56 Incorrect Ownership Assignment
710 0 27 Coding Standards Violation
710 28 56 Improper Adherence to Coding Standards
732 0 2 Insecure Permission Assignment for Resource
732 3 4 Insecure Permission Assignment for Critical Resource
732 5 56 Incorrect Permission Assignment for Critical Resource
733 1 56 Compiler Optimization Removal or Modification of Security-critical Code
749 2 2 Exposed Insecure Method or Function
749 3 56 Exposed Dangerous Method or Function
754 4 8 Improper Check for Exceptional Conditions
754 9 56 Improper Check for Unusual or Exceptional Conditions
755 4 56 Improper Handling of Exceptional Conditions
756 4 56 Missing Custom Error Page
757 4 56 Selection of Less-Secure Algorithm During Negotiation ('Algorithm Downgrade')
758 4 56 Reliance on Undefined, Unspecified, or Implementation-Defined Behavior
759 4 56 Use of a One-Way Hash without a Salt
760 4 56 Use of a One-Way Hash with a Predictable Salt
761 5 56 Free of Pointer not at Start of Buffer
762 5 56 Mismatched Memory Management Routines
763 5 56 Release of Invalid Pointer or Reference
764 5 56 Multiple Locks of a Critical Resource
765 5 56 Multiple Unlocks of a Critical Resource
766 5 30 Critical Variable Declared Public
766 31 56 Critical Data Element Declared Public
767 5 56 Access to Critical Private Variable via Public Method
768 5 56 Incorrect Short Circuit Evaluation
769 28 30 Uncontrolled File Descriptor Consumption
769 31 56 DEPRECATED: Uncontrolled File Descriptor Consumption
770 5 56 Allocation of Resources Without Limits or Throttling
771 5 56 Missing Reference to Active Allocated Resource
772 5 56 Missing Release of Resource after Effective Lifetime
773 5 56 Missing Reference to Active File Descriptor or Handle
774 5 56 Allocation of File Descriptors or Handles Without Limits or Throttling
775 5 56 Missing Release of File Descriptor or Handle after Effective Lifetime
776 6 19 Unrestricted Recursive Entity References in DTDs ('XML Bomb')
776 20 56 Improper Restriction of Recursive Entity References in DTDs ('XML Entity Expansion')
777 6 56 Regular Expression without Anchors
778 6 56 Insufficient Logging
779 6 56 Logging of Excessive Data
780 6 56 Use of RSA Algorithm without OAEP
781 6 56 Improper Address Validation in IOCTL with METHOD_NEITHER I/O Control Code
782 6 56 Exposed IOCTL with Insufficient Access Control
783 6 56 Operator Precedence Logic Error
784 6 56 Reliance on Cookies without Validation and Integrity Checking in a Security Decision
785 6 56 Use of Path Manipulation Function without Maximum-sized Buffer
786 7 56 Access of Memory Location Before Start of Buffer
787 7 56 Out-of-bounds Write
788 7 56 Access of Memory Location After End of Buffer
789 7 37 Uncontrolled Memory Allocation
789 38 56 Memory Allocation with Excessive Size Value
790 8 56 Improper Filtering of Special Elements
791 8 56 Incomplete Filtering of Special Elements
792 8 56 Incomplete Filtering of One or More Instances of Special Elements
793 8 56 Only Filtering One Instance of a Special Element
794 8 56 Incomplete Filtering of Multiple Instances of Special Elements
795 8 56 Only Filtering Special Elements at a Specified Location
796 8 56 Only Filtering Special Elements Relative to a Marker
797 8 56 Only Filtering Special Elements at an Absolute Position
798 9 56 Use of Hard-coded Credentials
799 9 56 Improper Control of Interaction Frequency
804 9 56 Guessable CAPTCHA
805 9 56 Buffer Access with Incorrect Length Value
806 9 56 Buffer Access Using Size of Source Buffer
807 9 56 Reliance on Untrusted Inputs in a Security Decision
820 12 56 Missing Synchronization
821 12 56 Incorrect Synchronization
822 12 56 Untrusted Pointer Dereference
823 12 56 Use of Out-of-range Pointer Offset
824 12 56 Access of Uninitialized Pointer
825 12 56 Expired Pointer Dereference
826 12 56 Premature Release of Resource During Expected Lifetime
827 13 56 Improper Control of Document Type Definition
828 13 56 Signal Handler with Functionality that is not Asynchronous-Safe
829 13 56 Inclusion of Functionality from Untrusted Control Sphere
830 13 56 Inclusion of Web Functionality from an Untrusted Source
831 13 56 Signal Handler Function Associated with Multiple Signals
832 13 56 Unlock of a Resource that is not Locked
833 13 56 Deadlock
834 14 56 Excessive Iteration
835 14 56 Loop with Unreachable Exit Condition ('Infinite Loop')
836 14 56 Use of Password Hash Instead of Password for Authentication
837 14 56 Improper Enforcement of a Single, Unique Action
838 14 56 Inappropriate Encoding for Output Context
839 14 56 Numeric Range Comparison Without Minimum Check
841 14 56 Improper Enforcement of Behavioral Workflow
842 14 56 Placement of User into Incorrect Group
843 15 56 Access of Resource Using Incompatible Type ('Type Confusion')
862 15 56 Missing Authorization
863 15 56 Incorrect Authorization
908 20 56 Use of Uninitialized Resource
909 20 56 Missing Initialization of Resource
910 20 56 Use of Expired File Descriptor
911 20 56 Improper Update of Reference Count
912 20 56 Hidden Functionality
913 20 56 Improper Control of Dynamically-Managed Code Resources
914 20 56 Improper Control of Dynamically-Identified Variables
915 20 56 Improperly Controlled Modification of Dynamically-Determined Object Attributes
916 20 56 Use of Password Hash With Insufficient Computational Effort
917 20 56 Improper Neutralization of Special Elements used in an Expression Language Statement ('Expression Language Injection')
918 20 56 Server-Side Request Forgery (SSRF)
920 21 56 Improper Restriction of Power Consumption
921 21 56 Storage of Sensitive Data in a Mechanism without Access Control
922 21 56 Insecure Storage of Sensitive Information
923 21 21 Improper Authentication of Endpoint in a Communication Channel
923 22 56 Improper Restriction of Communication Channel to Intended Endpoints
924 21 56 Improper Enforcement of Message Integrity During Transmission in a Communication Channel
925 21 56 Improper Verification of Intent by Broadcast Receiver
926 21 21 Improper Restriction of Content Provider Export to Other Applications
926 22 56 Improper Export of Android Application Components
927 21 56 Use of Implicit Intent for Sensitive Communication
939 22 56 Improper Authorization in Handler for Custom URL Scheme
940 22 56 Improper Verification of Source of a Communication Channel
941 22 56 Incorrectly Specified Destination in a Communication Channel
942 23 35 Overly Permissive Cross-domain Whitelist
942 36 52 Permissive Cross-domain Policy with Untrusted Domains
942 53 56 Permissive Cross-domain Security Policy with Untrusted Domains
943 23 56 Improper Neutralization of Special Elements in Data Query Logic
1004 26 56 Sensitive Cookie Without 'HttpOnly' Flag
1007 28 56 Insufficient Visual Distinction of Homoglyphs Presented to User
1021 28 56 Improper Restriction of Rendered UI Layers or Frames
1022 28 29 Improper Restriction of Cross-Origin Permission to window.opener.location
1022 30 56 Use of Web Link to Untrusted Target with window.opener Access
1023 30 56 Incomplete Comparison with Missing Factors
1024 30 56 Comparison of Incompatible Types
1025 30 56 Comparison Using Wrong Factors
1037 30 56 Processor Optimization Removal or Modification of Security-critical Code
1038 30 56 Insecure Automated Optimizations
1039 30 51 Automated Recognition Mechanism with Inadequate Detection or Handling of Adversarial Input Perturbations
1039 52 56 Inadequate Detection or Handling of Adversarial Input Perturbations in Automated Recognition Mechanism
1041 31 56 Use of Redundant Code
1042 31 56 Static Member Data Element outside of a Singleton Class Element
1043 31 56 Data Element Aggregating an Excessively Large Number of Non-Primitive Elements
1044 31 56 Architecture with Number of Horizontal Layers Outside of Expected Range
1045 31 56 Parent Class with a Virtual Destructor and a Child Class without a Virtual Destructor
1046 31 56 Creation of Immutable Text Using String Concatenation
1047 31 56 Modules with Circular Dependencies
1048 31 56 Invokable Control Element with Large Number of Outward Calls
1049 31 56 Excessive Data Query Operations in a Large Data Table
1050 31 56 Excessive Platform Resource Consumption within a Loop
1051 31 56 Initialization with Hard-Coded Network Resource Configuration Data
1052 31 56 Excessive Use of Hard-Coded Literals in Initialization
1053 31 56 Missing Documentation for Design
1054 31 56 Invocation of a Control Element at an Unnecessarily Deep Horizontal Layer
1055 31 56 Multiple Inheritance from Concrete Classes
1056 31 56 Invokable Control Element with Variadic Parameters
1057 31 56 Data Access Operations Outside of Expected Data Manager Component
1058 31 56 Invokable Control Element in Multi-Thread Context with non-Final Static Storable or Member Element
1059 31 41 Incomplete Documentation
1059 42 56 Insufficient Technical Documentation
1060 31 56 Excessive Number of Inefficient Server-Side Data Accesses
1061 31 56 Insufficient Encapsulation
1062 31 56 Parent Class with References to Child Class
1063 31 56 Creation of Class Instance within a Static Code Block
1064 31 56 Invokable Control Element with Signature Containing an Excessive Number of Parameters
1065 31 56 Runtime Resource Management Control Element in a Component Built to Run on Application Servers
1066 31 56 Missing Serialization Control Element
1067 31 56 Excessive Execution of Sequential Searches of Data Resource
1068 31 56 Inconsistency Between Implementation and Documented Design
1069 31 56 Empty Exception Block
1070 31 56 Serializable Data Element Containing non-Serializable Item Elements
1071 31 56 Empty Code Block
1072 31 56 Data Resource Access without Use of Connection Pooling
1073 31 56 Non-SQL Invokable Control Element with Excessive Number of Data Resource Accesses
1074 31 56 Class with Excessively Deep Inheritance
1075 31 56 Unconditional Control Flow Transfer outside of Switch Block
1076 31 56 Insufficient Adherence to Expected Conventions
1077 31 56 Floating Point Comparison with Incorrect Operator
1078 31 56 Inappropriate Source Code Style or Formatting
1079 31 56 Parent Class without Virtual Destructor Method
1080 31 56 Source Code File with Excessive Number of Lines of Code
1082 31 56 Class Instance Self Destruction Control Element
1083 31 56 Data Access from Outside Expected Data Manager Component
1084 31 56 Invokable Control Element with Excessive File or Data Access Operations
1085 31 56 Invokable Control Element with Excessive Volume of Commented-out Code
1086 31 56 Class with Excessive Number of Child Classes
1087 31 56 Class with Virtual Method without a Virtual Destructor
1088 31 56 Synchronous Access of Remote Resource without Timeout
1089 31 56 Large Data Table with Excessive Number of Indices
1090 31 56 Method Containing Access of a Member Element from Another Class
1091 31 56 Use of Object without Invoking Destructor Method
1092 31 56 Use of Same Invokable Control Element in Multiple Architectural Layers
1093 31 56 Excessively Complex Data Representation
1094 31 56 Excessive Index Range Scan for a Data Resource
1095 31 56 Loop Condition Value Update within the Loop
1096 31 56 Singleton Class Instance Creation without Proper Locking or Synchronization
1097 31 56 Persistent Storable Data Element without Associated Comparison Control Element
1098 31 56 Data Element containing Pointer Item without Proper Copy Control Element
1099 31 56 Inconsistent Naming Conventions for Identifiers
1100 31 56 Insufficient Isolation of System-Dependent Functions
1101 31 56 Reliance on Runtime Component in Generated Code
1102 31 56 Reliance on Machine-Dependent Data Representation
1103 31 56 Use of Platform-Dependent Third Party Components
1104 31 56 Use of Unmaintained Third Party Components
1105 31 56 Insufficient Encapsulation of Machine-Dependent Functionality
1106 31 56 Insufficient Use of Symbolic Constants
1107 31 56 Insufficient Isolation of Symbolic Constant Definitions
1108 31 56 Excessive Reliance on Global Variables
1109 31 56 Use of Same Variable for Multiple Purposes
1110 31 56 Incomplete Design Documentation
1111 31 56 Incomplete I/O Documentation
1112 31 56 Incomplete Documentation of Program Execution
1113 31 56 Inappropriate Comment Style
1114 31 56 Inappropriate Whitespace Style
1115 31 56 Source Code Element without Standard Prologue
1116 31 53 Inaccurate Comments
1116 54 56 Inaccurate Source Code Comments
1117 31 56 Callable with Insufficient Behavioral Summary
1118 31 56 Insufficient Documentation of Error Handling Techniques
1119 31 56 Excessive Use of Unconditional Branching
1120 31 56 Excessive Code Complexity
1121 31 56 Excessive McCabe Cyclomatic Complexity
1122 31 56 Excessive Halstead Complexity
1123 31 56 Excessive Use of Self-Modifying Code
1124 31 56 Excessively Deep Nesting
1125 31 56 Excessive Attack Surface
1126 31 56 Declaration of Variable with Unnecessarily Wide Scope
1127 31 56 Compilation with Insufficient Warnings or Errors
1164 31 56 Irrelevant Code
1173 31 56 Improper Use of Validation Framework
1174 31 56 ASP.NET Misconfiguration: Improper Model Validation
1176 31 56 Inefficient CPU Computation
1177 31 56 Use of Prohibited Code
1187 32 34 Use of Uninitialized Resource
1187 35 56 DEPRECATED: Use of Uninitialized Resource
1188 32 47 Insecure Default Initialization of Resource
1188 48 56 Initialization of a Resource with an Insecure Default
1189 35 36 Improper Isolation of Shared Resources on System-on-Chip (SoC)
1189 37 56 Improper Isolation of Shared Resources on System-on-a-Chip (SoC)
1190 35 56 DMA Device Enabled Too Early in Boot Phase
1191 35 35 Exposed Chip Debug Interface With Insufficient Access Control
1191 36 36 Exposed Chip Debug and or Test Interface With Insufficient Access Control
1191 37 40 Exposed Chip Debug and Test Interface With Insufficient or Missing Authorization
1191 41 56 On-Chip Debug and Test Interface With Improper Access Control
1192 35 48 System-on-Chip (SoC) Using Components without Unique, Immutable Identifiers
1192 49 56 Improper Identifier for IP Block used in System-On-Chip (SOC)
1193 35 56 Power-On of Untrusted Execution Core Before Enabling Fabric Access Control
1204 39 56 Generation of Weak Initialization Vector (IV)
1209 35 56 Failure to Disable Reserved Bits
1220 35 56 Insufficient Granularity of Access Control
1221 35 56 Incorrect Register Defaults or Module Parameters
1222 35 56 Insufficient Granularity of Address Regions Protected by Register Locks
1223 35 56 Race Condition for Write-Once Attributes
1224 35 56 Improper Restriction of Write-Once Bit Fields
1229 35 56 Creation of Emergent Resource
1230 35 56 Exposure of Sensitive Information Through Metadata
1231 35 40 Improper Implementation of Lock Protection Registers
1231 41 56 Improper Prevention of Lock Bit Modification
1232 35 56 Improper Lock Behavior After Power State Transition
1233 35 40 Improper Hardware Lock Protection for Security Sensitive Controls
1233 41 56 Security-Sensitive Hardware Controls with Missing Lock Bit Protection
1234 35 56 Hardware Internal or Debug Modes Allow Override of Locks
1235 35 56 Incorrect Use of Autoboxing and Unboxing for Performance Critical Operations
1236 35 56 Improper Neutralization of Formula Elements in a CSV File
1239 35 56 Improper Zeroization of Hardware Register
1240 35 40 Use of a Risky Cryptographic Primitive
1240 41 56 Use of a Cryptographic Primitive with a Risky Implementation
1241 35 56 Use of Predictable Algorithm in Random Number Generator
1242 35 56 Inclusion of Undocumented Features or Chicken Bits
1243 35 36 Exposure of Security-Sensitive Fuse Values During Debug
1243 37 56 Sensitive Non-Volatile Information Not Protected During Debug
1244 35 36 Improper Authorization on Physical Debug and Test Interfaces
1244 37 40 Improper Access to Sensitive Information Using Debug and Test Interfaces
1244 41 56 Internal Asset Exposed to Unsafe Debug Access Level or State
1245 35 56 Improper Finite State Machines (FSMs) in Hardware Logic
1246 35 56 Improper Write Handling in Limited-write Non-Volatile Memories
1247 35 36 Missing Protection Against Voltage and Clock Glitches
1247 37 40 Missing or Improperly Implemented Protection Against Voltage and Clock Glitches
1247 41 56 Improper Protection Against Voltage and Clock Glitches
1248 35 56 Semiconductor Defects in Hardware Logic with Security-Sensitive Implications
1249 35 56 Application-Level Admin Tool with Inconsistent View of Underlying Operating System
1250 35 56 Improper Preservation of Consistency Between Independent Representations of Shared State
1251 35 56 Mirrored Regions with Different Values
1252 35 56 CPU Hardware Not Configured to Support Exclusivity of Write and Execute Operations
1253 36 56 Incorrect Selection of Fuse Values
1254 36 56 Incorrect Comparison Logic Granularity
1255 37 56 Comparison Logic is Vulnerable to Power Side-Channel Attacks
1256 36 40 Hardware Features Enable Physical Attacks from Software
1256 41 56 Improper Restriction of Software Interfaces to Hardware Features
1257 36 56 Improper Access Control Applied to Mirrored or Aliased Memory Regions
1258 36 36 Sensitive Information Uncleared During Hardware Debug Flows
1258 37 56 Exposure of Sensitive System Information Due to Uncleared Debug Information
1259 36 36 Improper Protection of Security Identifiers
1259 37 56 Improper Restriction of Security Token Assignment
1260 36 56 Improper Handling of Overlap Between Protected Memory Ranges
1261 36 56 Improper Handling of Single Event Upsets
1262 36 40 Register Interface Allows Software Access to Sensitive Data or Security Settings
1262 41 56 Improper Access Control for Register Interface
1263 36 36 Insufficient Physical Protection Mechanism
1263 37 56 Improper Physical Access Control
1264 36 56 Hardware Logic with Insecure De-Synchronization between Control and Data Channels
1265 36 56 Unintended Reentrant Invocation of Non-reentrant Code Via Nested Calls
1266 36 56 Improper Scrubbing of Sensitive Data from Decommissioned Device
1267 36 56 Policy Uses Obsolete Encoding
1268 36 36 Agents Included in Control Policy are not Contained in Less-Privileged Policy
1268 37 56 Policy Privileges are not Assigned Consistently Between Control and Data Agents
1269 36 56 Product Released in Non-Release Configuration
1270 36 36 Generation of Incorrect Security Identifiers
1270 37 56 Generation of Incorrect Security Tokens
1271 36 36 Missing Known Value on Reset for Registers Holding Security Settings
1271 37 38 Unitialized Value on Reset for Registers Holding Security Settings
1271 39 56 Uninitialized Value on Reset for Registers Holding Security Settings
1272 36 36 Debug/Power State Transitions Leak Information
1272 37 56 Sensitive Information Uncleared Before Debug/Power State Transition
1273 36 56 Device Unlock Credential Sharing
1274 36 40 Insufficient Protections on the Volatile Memory Containing Boot Code
1274 41 56 Improper Access Control for Volatile Memory Containing Boot Code
1275 36 56 Sensitive Cookie with Improper SameSite Attribute
1276 36 36 Hardware Block Incorrectly Connected to Larger System
1276 37 56 Hardware Child Block Incorrectly Connected to Parent System
1277 36 56 Firmware Not Updateable
1278 36 56 Missing Protection Against Hardware Reverse Engineering Using Integrated Circuit (IC) Imaging Techniques
1279 36 36 Cryptographic Primitives used without Successful Self-Test
1279 37 56 Cryptographic Operations are run Before Supporting Units are Ready
1280 36 56 Access Control Check Implemented After Asset is Accessed
1281 36 39 Sequence of Processor Instructions Leads to Unexpected Behavior (Halt and Catch Fire)
1281 40 56 Sequence of Processor Instructions Leads to Unexpected Behavior
1282 36 36 Assumed-Immutable Data Stored in Writable Memory
1282 37 56 Assumed-Immutable Data is Stored in Writable Memory
1283 36 56 Mutable Attestation or Measurement Reporting Data
1284 36 56 Improper Validation of Specified Quantity in Input
1285 36 56 Improper Validation of Specified Index, Position, or Offset in Input
1286 36 56 Improper Validation of Syntactic Correctness of Input
1287 36 56 Improper Validation of Specified Type of Input
1288 36 56 Improper Validation of Consistency within Input
1289 36 56 Improper Validation of Unsafe Equivalence in Input
1290 37 56 Incorrect Decoding of Security Identifiers
1291 37 56 Public Key Re-Use for Signing both Debug and Production Code
1292 37 56 Incorrect Conversion of Security Identifiers
1293 37 56 Missing Source Correlation of Multiple Independent Data
1294 37 56 Insecure Security Identifier Mechanism
1295 37 56 Debug Messages Revealing Unnecessary Information
1296 37 56 Incorrect Chaining or Granularity of Debug Components
1297 37 56 Unprotected Confidential Information on Device is Accessible by OSAT Vendors
1298 37 56 Hardware Logic Contains Race Conditions
1299 37 56 Missing Protection Mechanism for Alternate Hardware Interface
1300 37 40 Improper Protection Against Physical Side Channels
1300 41 56 Improper Protection of Physical Side Channels
1301 37 56 Insufficient or Incomplete Data Removal within Hardware Component
1302 37 48 Missing Security Identifier
1302 49 56 Missing Source Identifier in Entity Transactions on a System-On-Chip (SOC)
1303 37 56 Non-Transparent Sharing of Microarchitectural Resources
1304 37 56 Improperly Preserved Integrity of Hardware Configuration State During a Power Save/Restore Operation
1310 38 56 Missing Ability to Patch ROM Code
1311 38 56 Improper Translation of Security Attributes by Fabric Bridge
1312 38 56 Missing Protection for Mirrored Regions in On-Chip Fabric Firewall
1313 38 56 Hardware Allows Activation of Test or Debug Logic at Runtime
1314 38 56 Missing Write Protection for Parametric Data Values
1315 38 56 Improper Setting of Bus Controlling Capability in Fabric End-point
1316 38 56 Fabric-Address Map Allows Programming of Unwarranted Overlaps of Protected and Unprotected Ranges
1317 38 43 Missing Security Checks in Fabric Bridge
1317 44 56 Improper Access Control in Fabric Bridge
1318 38 56 Missing Support for Security Features in On-chip Fabrics or Buses
1319 38 56 Improper Protection against Electromagnetic Fault Injection (EM-FI)
1320 38 43 Improper Protection for Out of Bounds Signal Level Alerts
1320 44 56 Improper Protection for Outbound Error Messages and Alert Signals
1321 38 56 Improperly Controlled Modification of Object Prototype Attributes ('Prototype Pollution')
1322 38 56 Use of Blocking Code in Single-threaded, Non-blocking Context
1323 38 56 Improper Management of Sensitive Trace Data
1324 38 44 Sensitive Information Accessible by Physical Probing of JTAG Interface
1324 45 56 DEPRECATED: Sensitive Information Accessible by Physical Probing of JTAG Interface
1325 38 56 Improperly Controlled Sequential Memory Allocation
1326 38 56 Missing Immutable Root of Trust in Hardware
1327 38 56 Binding to an Unrestricted IP Address
1328 38 56 Security Version Number Mutable to Older Versions
1329 38 56 Reliance on Component That is Not Updateable
1330 38 56 Remanent Data Readable after Memory Erase
1331 38 40 Improper Isolation of Shared Resources in Network On Chip
1331 41 56 Improper Isolation of Shared Resources in Network On Chip (NoC)
1332 38 40 Insufficient Protection Against Instruction Skipping Via Fault Injection
1332 41 56 Improper Handling of Faults that Lead to Instruction Skips
1333 39 56 Inefficient Regular Expression Complexity
1334 38 56 Unauthorized Error Injection Can Degrade Hardware Redundancy
1335 40 56 Incorrect Bitwise Shift of Integer
1336 40 56 Improper Neutralization of Special Elements Used in a Template Engine
1338 38 56 Improper Protections Against Hardware Overheating
1339 40 56 Insufficient Precision or Accuracy of a Real Number
1341 41 56 Multiple Releases of Same Resource or Handle
1342 41 56 Information Exposure through Microarchitectural State after Transient Execution
1351 40 56 Improper Handling of Hardware Behavior in Exceptionally Cold Environments
1357 42 44 Reliance on Uncontrolled Component
1357 45 56 Reliance on Insufficiently Trustworthy Component
1384 42 42 Improper Handling of Extreme Physical Environment Conditions
1384 43 56 Improper Handling of Physical or Environmental Conditions
1385 42 56 Missing Origin Validation in WebSockets
1386 43 56 Insecure Operation on Windows Junction / Mount Point
1389 44 56 Incorrect Parsing of Numbers with Different Radices
1390 44 56 Weak Authentication
1391 44 56 Use of Weak Credentials
1392 44 56 Use of Default Credentials
1393 44 56 Use of Default Password
1394 44 56 Use of Default Cryptographic Key
1395 45 56 Dependency on Vulnerable Third-Party Component
1419 48 56 Incorrect Initialization of Resource
1420 49 56 Exposure of Sensitive Information during Transient Execution
1421 49 56 Exposure of Sensitive Information in Shared Microarchitectural Structures during Transient Execution
1422 49 56 Exposure of Sensitive Information caused by Incorrect Data Forwarding during Transient Execution
1423 49 56 Exposure of Sensitive Information caused by Shared Microarchitectural Predictor State that Influences Transient Execution
1426 50 56 Improper Validation of Generative AI Output
1427 51 56 Improper Neutralization of Input Used for LLM Prompting
1428 52 56 Reliance on HTTP instead of HTTPS
1429 52 56 Missing Security-Relevant Feedback for Unexecuted Operations in Hardware Interface
1431 52 56 Driving Intermediate Cryptographic State/Results to Hardware Module Outputs
1434 53 56 Insecure Setting of Generative AI/ML Model Inference Parameters`;
